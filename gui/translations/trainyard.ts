<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" sourcelanguage="en">
<context>
    <name>library</name>
    <message>
        <source>measuring</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the time of a step goes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step time, s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory of the fullest GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memory, GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: what the difference is made of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dollars of the main phase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>smaller ones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}, intervals meet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every figure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From {} to {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What differs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>exposed communication</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bubble</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens/s per GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MFU, causal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MFU, non-causal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPUs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPU-hours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dollars</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dollars, all phases</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dollars per 1M tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>energy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>goodput</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>peak memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memory left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cluster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>node</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>software</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>micro-batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>schedule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>recompute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sequence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>global batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NVLink per direction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPU memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>node power</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>price of a GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>price of electricity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>load spread</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>given as goodput</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>compute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>exposed dispatch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>exposed combine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>exposed expert barrier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>exposed gradient cast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>exposed tensor parallel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>exposed context parallel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>exposed sharded parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>exposed pipeline transfer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>uneven ranks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step overhead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>batch ramp</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gpu price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gradients</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>optimizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>activations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>buffers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>framework</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pipeline rank {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>forward and backward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>backward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>input backward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weight backward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>expert exchange</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tensor parallel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>span</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kernel, communication</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kernel, attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kernel, matrix product</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kernel, other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lost work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>restarts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting for nodes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>checkpoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pauses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>simulating</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>valuing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fitting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>expert exchanges</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>leaving points out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>leaving blocks out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gemm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>grouped gemm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>transpose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>elementwise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>norm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dispatch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>combine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gradient dispatch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gradient combine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>exposed gradient dispatch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>exposed gradient combine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>deduplicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>forward of stage {}, micro-batch {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>backward of stage {}, micro-batch {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>input backward of stage {}, micro-batch {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weight backward of stage {}, micro-batch {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} in {} chunks in flight at the {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} in {} chunk in flight at the {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step time (s)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cost ($)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MFU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MFU, non-causal (%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens/s/GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>goodput (%)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memory of the fullest GPU (GB)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>shortest step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fewest days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fewest GPU-hours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lowest cost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>highest MFU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>most tokens/s per GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>highest goodput</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>least memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fewest GPUs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>time of the part (s a step)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>parts of the step that change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>does not fit in memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}, does not fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} (illegal)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} (does not fit)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nvlink</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nvlink per direction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>oversubscription</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hbm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gpus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>electricity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>micro batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tp</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pp</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>vp</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cp</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>zero</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>load skew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gpu speed spread</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NVLink per GPU, both directions together</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NVLink per GPU, both directions together as data sheets tell it (H800 400 GB/s, H100 900 GB/s)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NVLink per GPU and direction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the same for one direction, as the profiles tell it (H800 200 GB/s, H100 450 GB/s)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>network per NIC and direction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one NIC, one direction, as data sheets tell it (400 Gb/s)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NICs of a node</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NICs of a node for compute traffic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>oversubscription of the fabric</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the network between nodes; 1 is full bandwidth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memory bandwidth of a GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPUs of the job; data parallelism follows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rent of a GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rent of one GPU for an hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>price of a kWh, told beside the rent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PUE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>power of the site over power of the servers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens of the main phase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sequences of a step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens of a sequence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>useful time over elapsed time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failure rates, times</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>factor on all failure rates, for scenarios that count failures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sequences of a micro-batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tensor parallelism</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pipeline ranks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>virtual stages per rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>virtual stages per pipeline rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>context parallelism</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>expert parallelism</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ZeRO stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pipeline schedule, by name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what is recomputed, by name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>spread of the experts&apos; load</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>coefficient of variation of the rows an expert-parallel rank receives</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>spread of the GPUs&apos; speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>coefficient of variation of the speed of GPUs of one kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>most tokens per dollar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>least cost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>earliest finish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>most tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>most tokens per kWh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>offer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>keeps the caps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>power</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first in draws</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>total</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on delivery</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens/$</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens/kWh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}, bought</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}, rented on demand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}, rented for a term</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}, rented as spot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Total cost of ownership by item</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>million $</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>item</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of it lost to failures and checkpoints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of it for nodes that stand by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>servers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fabric</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>storage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>installation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>storage, installation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>staff</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>repairs and spares</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>staff, repairs, spares</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>residual value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When everything is done once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Days after the start: until the first job, then each workload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>until ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>million tokens per $</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens per dollar and how sure they are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cost of a million tokens at each use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where two lines cross, both offers cost the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>share of the time that jobs run, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>$ per million tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use in this question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bought</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rented</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>buying is cheaper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rent of equal cost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>always</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>never</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who is best where</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The best offer in every cell; grey: none keeps the caps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many are enough</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Days until everything is done, by number of GPUs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>days after the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best plan of each workload on each offer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>workload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>spare nodes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>legal plans</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What this rests on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>published</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fitted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>transferred</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>assumed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tiers A and B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>square</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows x {} x {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: {} over {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}, best plan at every point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}, with its 5th to 95th percentile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>below {}: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>above {}: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Offers, best first by {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cost until {} by item; below zero: what is left of the value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Million tokens per dollar; whiskers: 5 to 95 % of {} draws</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>price of {}, times its value here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: {} do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} = {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: {} over {} and {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>end of step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Days of the main phase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPU-hours of the main phase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MFU, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best offer by cell; grey: none keeps the caps; framed: here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>forward of stage {}, micro-batch {} with backward of stage {}, micro-batch {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>forward of stage {}, micro-batch {} with input backward of stage {}, micro-batch {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>backward of stage {}, micro-batch {} with forward of stage {}, micro-batch {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>input backward of stage {}, micro-batch {} with forward of stage {}, micro-batch {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pipeline transfer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>trainyard</name>
    <message>
        <source>Trainyard report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Profile:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Profile of a GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>R&amp;ole:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kernel role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;measurements...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Score this profile on measurement files: our JSON, CSV tables, output of nccl-tests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cali&amp;brate from files...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit constants to measurement files and write them into a profile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibrate this &amp;GPU...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run the benchmarks on GPU 0 and fit what they measure; takes minutes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measurements (*.json *.csv *.txt *.gz);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write constants into a new file, or into a profile that is there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open measurements</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibrate from measurements</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rank over &amp;time:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pipeline rank shown over time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a scenario from the library on the left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two to six scenarios side by side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One step on all pipeline ranks and streams, a measured trace beside it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What fills the GPUs, by pipeline rank and over time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The best parallel plans, proved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Over the values of one or two knobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which GPUs to buy or rent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens, dollars and failures over the calendar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Validation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Published runs: predicted against measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fitted constants, and measurements beside them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Offers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A shipped question or a file of offers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F&amp;ile...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ans&amp;wer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Searches the best plan of each workload on each offer: some ten seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open offers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which offer to take, with the best plan of every workload on it; press Answer. Copy a file of data/offers to ask your own question.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Starts on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell the ends of phases as dates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First day of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>shortest step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fewest GPU-hours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fewest dollars</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>most tokens/s/GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>most memory left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to seek</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See&amp;k</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPUs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>numbers of GPUs to try, such as 1024, 2048; empty: the scenario&apos;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>values allowed, such as 1, 2, 4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>values allowed, such as 8, 16</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>schedules allowed, such as 1f1b, dualpipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>values allowed, such as 32, 64</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ZeRO</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stages allowed, such as 1, 2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Micro-batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>values allowed, such as 1, 2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>front against memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Also every plan that no other beats in both; takes longer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every legal plan: pruned by a bound or simulated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every legal plan of the chosen scenario is weighed; press Search. Fields that are left empty take every value that can be legal.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a scenario first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an&amp;d</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>find the plan anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search the best plan at every point instead of keeping the scenario&apos;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A limit on a figure: step, days, cost, gpu_hours, memory ...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;weep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chosen scenario is simulated at every value; press Sweep. Values are lists and ranges: 1,2,4 or 100..900+100 or 512..8192*2 or 0:0.3:0.02.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Values of the knob</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing else</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search spans</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n hits</source>
        <comment>%n hit</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Gro&amp;up by:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour and group by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fi&amp;lter:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter of published runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gpu~H100, dtype=fp8, gpus&gt;=64 (Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As validate --filter: = != ~ (contains) &lt; &lt;= &gt; &gt;=; alternatives parted by &apos;|&apos;, conditions by &apos;,&apos; or &apos;&amp;&apos;.
Fields: %1, or a path such as parallel.cp_comm.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Simulating every published run...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>law</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>held out, median</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>small to large, median</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fitted rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>constant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sigma</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>that of the role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>arithmetic intensity, FLOP/byte</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>achieved, TFLOPS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hardware</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Errors of every role on points left out of its fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>median</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p90</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>large, median</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>large, p90</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sigma, all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measured times against the profile&apos;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>measured, us</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>predicted, us</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Errors on these measurements</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>group</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bias</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measurements</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The profile answers none of these measurements.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Some products come out above the peak of the hardware: these kernels were measured together with other work, and the fit gives that too much of the time. Their constants are to be taken with care.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A roofline is drawn for roles of matrix products.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Errors of the fit: on its rows, on shapes left out, on large shapes by small ones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fitted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>held out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>notes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>expert combine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>expert dispatch</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n rows</source>
        <comment>%n row</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The driver shows no GPU on this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The benchmarks are not built: cmake -S kernels -B build/kernels &amp;&amp; cmake --build build/kernels, with the CUDA toolkit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (intervals meet)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fewest days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPU-hours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cheapest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dollars</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shipped scenarios</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recent files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gradients</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>optimizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>activations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>buffers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>framework</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>peak</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>usable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>after the allocator&apos;s reserve</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>headroom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>owner of the peak</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>chunks in flight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One GPU of every pipeline rank at its peak</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memory, GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>time from the start of the step, s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>without activations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GB per GPU by pipeline rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>total</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>chunks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>holds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>owner</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>searching</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>best offer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>everything once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>total cost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>best in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the draws</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>goodput</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean time to failure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ends on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>days from the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>useful work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not useful</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>given by the scenario&apos;s goodput</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where elapsed time goes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time that is not useful</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Elapsed time of the main phase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>because</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Phases</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>phase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is paid for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>item</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>amount</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>made of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>main phase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all phases</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>electricity alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>covered by the rent, not added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failures expected by domain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>domain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the interval of the step comes from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the variance, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the variance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step, low</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step, high</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens trained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dollars spent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failures so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>plan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>against best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MFU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokens/s/GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>$ per 1T tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>peak memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memory left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memory left on the fullest GPU, GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step time, s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pareto front</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>plans</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be among the best: the bound shows it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>legal, but {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>illegal: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>micro-batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No plan of this space fits in memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>best step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>legal plans</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>optimum proved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped early</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>simulated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the best plan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every point; open one with a double click or Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>does not fit in memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing is varied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose a knob and values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at the best point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>knees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No point that can be simulated fits in memory and keeps the goal.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>busy time, s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>count</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>longest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lane</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n ends without a beginning left out</source>
        <comment>%n end without a beginning left out</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n spans without an end drawn until the last</source>
        <comment>%n span without an end drawn until the last</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n spans nested too deep left out</source>
        <comment>%n span nested too deep left out</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>until the last span ends</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>spans</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>processes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on the critical path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>measured, s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>predicted, s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>published runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>median error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>90 % are within</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean error with its sign</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>balanced median</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>coverage, tiers A and B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>coverage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the program is held to (tiers A and B, public recipes)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>held to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bounds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MISSED</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none simulated</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>The %n rows farthest off</source>
        <comment>The row farthest off</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>predicted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>likely reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why rows were not simulated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of tiers A and B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for example</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None of these rows could be simulated.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data parallelism follows, the global batch stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NVLink per GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both directions together, as vendors count it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network per NIC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One direction of one NIC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price of a GPU-hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rent of one GPU</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load skew of experts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coefficient of variation of the rows routed to one rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Times the published rates; half of it doubles the MTBF</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sequences a rank runs at once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Global batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sequences in a step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what they do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>where</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>everywhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>chart, table, timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tabs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the next control; with Shift to the one before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel what is computed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The next page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put the chosen scenario beside the others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the plan or point of the row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the picture or the chosen rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export as PNG, SVG, PDF or CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What else can be done with it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom in and out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>arrows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move in time, scroll the ranks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The next hit; with Shift the one before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The span before, the next span of the row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fold the rank of the span</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Highlight the critical path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>time, {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sigma {} of the transfer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p90 {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sigma {} of one shape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Constants of {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roofline of {}, {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>other ({})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measured times against the profile&apos;s, one row of {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not answered: {}, {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} has no kernel constants yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} has no constants for {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wrote {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} in {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left out: {}, {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is no longer there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>usable, {:.1f} GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on rank {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{:.1f} % of what is usable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rank {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rank {} during one step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who owns activations and buffers of rank {} at its peak</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the fullest ({})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Does not fit. {} are usable of each GPU.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Would fit: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>until {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{:.2f} failures a day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}, P5 to P95 shaded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>days from {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>day {:.1f}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} ends, {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drivers of the interval of the step, {} to {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failures bring {} of the variance of the days, the step the rest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} pruned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is varied twice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} simulated between them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: what the first lane of each process does</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: the names that take longest, summed over all lanes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Simulated: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measured: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}
kind: {}
start: {}
duration: {}
{}, {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step time, predicted against measured, by {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} of {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} (source, model, GPU) once each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Errors by {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>changes: discount=0.08</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changes of the question, such as caps.budget=$90M; discount=0.08</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>goal: days&lt;=60</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>any</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hides plans on more GPUs; nothing is searched anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hides plans whose fullest GPU holds more, in GB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MFU from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hides plans below this MFU, in %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only this schedule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>any schedule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only plans that no other listed beats in step time, memory left and GPUs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press {} for the answer of this version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Earlier settings: this belongs to {}, not to {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what is open now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The new answer is being computed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It will be updated in a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press {} for the new answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is neither a scenario, nor a session, nor a trace: expected a JSON object with &quot;model&quot;, &quot;cluster&quot; and &quot;plan&quot;, a session saved here, or a trace of a profiler (&quot;traceEvents&quot; or a list of events, .json or .json.gz)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is no JSON object and no list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the object is empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>found: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step time, P5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step time, P95</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bubble</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The kept sweep does not say what it varied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A plan was searched at every point: that takes long.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing has changed: this program gives the same {} numbers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This program says otherwise: {} numbers differ, {} are the same, {} stand in one of the two alone. It, its constants or the scenario&apos;s files have changed since.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept and now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (the first {} of {})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Today&apos;s figures cannot be computed: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing has changed: this program says the same, to the byte.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>figure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This program says otherwise: it, its constants or the scenario&apos;s files have changed since.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The headline figures are the same; other parts of the report have changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} items</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} fields</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: the file of kept results is no longer there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The kept run names no scenario.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To compute {} again takes long.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not finished, begun on {} UTC: {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept on {} UTC by an earlier version: {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept on {} UTC by version {}: {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} results are kept so far; the same command goes on from there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The kept report is damaged: it is no JSON object.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As it was kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}, version {}  {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best plans; open one with a double click or Enter, here or in the chart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best plans, {} of {} by the filters; open one with a double click or Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>front</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step time against memory left; the front is what no other plan beats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>beaten by another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>#{}: {} on {} GPUs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plans left out, with one case of each reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the kept report is no report of a search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None of the {} plans passes the filters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: what its critical path spends the step on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Critical path: {} = {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shifted by {}: agreement {} of 1 ({}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shifted by {}: fits {} best, agreement {} of 1 ({}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}, shifted by {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPUs up to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memory to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pareto onl&amp;y</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Earlier settings: the controls or the scenario&apos;s file have changed since.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What they were fitted to or taken from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none fits in memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>days, main phase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>GPU-hours, main phase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dollars, main phase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dollars, all phases</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} days, {} GPU-hours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step time against memory left of the plans listed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no listed one beats it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}: expected a number such as 60, found {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step of the best plan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best by {}: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Error of a kernel&apos;s time, in bins of 3 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pipeline rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Error of the step time, in bins of 5 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all scenarios</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scenarios</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>scenario</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Written by trainyard {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What this report covers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tasks on the path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>parts of other tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The scenario gives its goodput ({}); failures are not counted. Rates of failures, chosen beside the sliders, or a block &quot;reliability&quot; in the scenario count them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>predicted over measured less 1, % from here on; ends: and beyond</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>trainyard::gui::AskedPage</name>
    <message>
        <source>&amp;Update automatically</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask anew whenever the scenario, a slider or a control has changed and rested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is shown</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>trainyard::gui::ChartView</name>
    <message>
        <source>Copy &amp;picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy &amp;data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export as PNG, SVG, PDF or CSV...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export chart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures and data (*.png *.svg *.pdf *.csv)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>trainyard::gui::EntryStrip</name>
    <message>
        <source>Scenarios side by side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No scenario is open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>baseline: </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make it the baseline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A copy of the chosen scenario beside it, to change (Ctrl+D)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>trainyard::gui::KeptDialog</name>
    <message>
        <source>Kept result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Figures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The report as text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open its scenarios</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>trainyard::gui::LibraryPanel</name>
    <message>
        <source>Filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter the library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Beside the others (double click, Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>O&amp;nly</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In place of all others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fil&amp;e...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be read: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>trainyard::gui::MainWindow</name>
    <message>
        <source>Trainyard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What if</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit scenario...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save session...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Report as PDF or HTML...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Appearance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Duplicate the chosen scenario</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make it the &amp;baseline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Remove it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About Trainyard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trainyard %1 simulates GPU training clusters.
The same library answers here and in the command trainyard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wrote %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a scenario first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is no file of this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open scenario, session or trace...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the kept result ...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a scenario, a session or a trace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON (*.json *.json.gz *.gz);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the &amp;last session again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 opens the last session again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>trainyard::gui::MessageBar</name>
    <message>
        <source>Message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>trainyard::gui::Page</name>
    <message>
        <source>This is a bug of ours: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>trainyard::gui::ReportDialog</name>
    <message>
        <source>Report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages that have been opened and show something:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File, ending in .pdf or .html</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Browse...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reports (*.pdf *.html)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 exists already. Overwrite it?</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>trainyard::gui::ScenarioEditor</name>
    <message>
        <source>Scenario %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File; quantities carry their unit, as in &quot;3.35 TB/s&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Changes, one per line, as in plan.pp=8 or node.nic=200 Gb/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problems (double click jumps there)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Simulate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save &amp;as...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save scenario</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>trainyard::gui::SessionKeeper</name>
    <message>
        <source>This session is not kept: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>trainyard::gui::ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>trainyard::gui::TableView</name>
    <message>
        <source>&amp;Copy rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export as CSV...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>trainyard::gui::TimelinePage</name>
    <message>
        <source>What the critical path is made of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Selected span or range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open measured trace...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is a bug of ours: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2 of %3 MB,</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a scenario from the library on the left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search spans</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part of a name, such as &quot;dispatch&quot; or &quot;micro-batch 7&quot;; Enter goes to the next hit (N, Shift+N)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of hits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous hit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next hit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show everything (F)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Critical path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Highlight the chain of kernels, communication and transfers that decides the step&apos;s time (C); P and Shift+P go along it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ranks only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fold all ranks to their first lane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show a PyTorch profiler, Kineto or Chrome trace (.json, .json.gz) below the simulation; files can be dropped here, too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift measured by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift of the measured trace, in milliseconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much later than its own times the measured trace is shown. Ctrl and drag, or comma and full stop, move it in the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Align starts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first measured kernel begins with the first simulated work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Align best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look for the shift at which busy and idle correlate most, on any pipeline rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No shift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both begin at 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close trace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the measured trace away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a measured trace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Traces (*.json *.json.gz *.gz);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Aligning needs a simulated step and a measured trace.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wheel: zoom. Drag: pan. Shift and drag: select a range. Click a name: fold. Keys: + - arrows F / N C P [ ] Space.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measured trace shifted by %1 (Ctrl and drag, comma and full stop).</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>trainyard::gui::TimelineView</name>
    <message>
        <source>Export timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures and data (*.png *.svg *.pdf *.csv)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is shown yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is selected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fold &amp;all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Unfold all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy &amp;picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy &amp;data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export as PNG, SVG, PDF or CSV...</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>trainyard::gui::WhatIfPanel</name>
    <message>
        <source>&amp;Reset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The scenario&apos;s own values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a scenario to see its knobs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rates of failures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whose failures are counted: goodput and the time between failures follow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none: goodput %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
