<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>library</name>
    <message>
        <source>measuring</source>
        <translation>misst</translation>
    </message>
    <message>
        <source>Where the time of a step goes</source>
        <translation>Wohin die Zeit eines Schritts geht</translation>
    </message>
    <message>
        <source>step time, s</source>
        <translation>Schrittzeit, s</translation>
    </message>
    <message>
        <source>Memory of the fullest GPU</source>
        <translation>Speicher der vollsten GPU</translation>
    </message>
    <message>
        <source>memory, GB</source>
        <translation>Speicher, GB</translation>
    </message>
    <message>
        <source>{}: what the difference is made of</source>
        <translation>{}: woraus der Unterschied besteht</translation>
    </message>
    <message>
        <source>Step time</source>
        <translation>Schrittzeit</translation>
    </message>
    <message>
        <source>Dollars of the main phase</source>
        <translation>Dollar der Hauptphase</translation>
    </message>
    <message>
        <source>smaller ones</source>
        <translation>kleinere</translation>
    </message>
    <message>
        <source>best</source>
        <translation>am besten</translation>
    </message>
    <message>
        <source>{}, intervals meet</source>
        <translation>{}, Intervalle überlappen</translation>
    </message>
    <message>
        <source>Every figure</source>
        <translation>Alle Kennzahlen</translation>
    </message>
    <message>
        <source>From {} to {}</source>
        <translation>Von {} nach {}</translation>
    </message>
    <message>
        <source>What differs</source>
        <translation>Was sich unterscheidet</translation>
    </message>
    <message>
        <source>step time</source>
        <translation>Schrittzeit</translation>
    </message>
    <message>
        <source>exposed communication</source>
        <translation>sichtbare Kommunikation</translation>
    </message>
    <message>
        <source>bubble</source>
        <translation>Bubble</translation>
    </message>
    <message>
        <source>tokens/s</source>
        <translation>Tokens/s</translation>
    </message>
    <message>
        <source>tokens/s per GPU</source>
        <translation>Tokens/s je GPU</translation>
    </message>
    <message>
        <source>MFU, causal</source>
        <translation>MFU, kausal</translation>
    </message>
    <message>
        <source>MFU, non-causal</source>
        <translation>MFU, nicht kausal</translation>
    </message>
    <message>
        <source>GPUs</source>
        <translation>GPUs</translation>
    </message>
    <message>
        <source>days</source>
        <translation>Tage</translation>
    </message>
    <message>
        <source>GPU-hours</source>
        <translation>GPU-Stunden</translation>
    </message>
    <message>
        <source>dollars</source>
        <translation>Dollar</translation>
    </message>
    <message>
        <source>dollars, all phases</source>
        <translation>Dollar, alle Phasen</translation>
    </message>
    <message>
        <source>dollars per 1M tokens</source>
        <translation>Dollar je 1M Tokens</translation>
    </message>
    <message>
        <source>energy</source>
        <translation>Energie</translation>
    </message>
    <message>
        <source>goodput</source>
        <translation>Goodput</translation>
    </message>
    <message>
        <source>peak memory</source>
        <translation>Speicherspitze</translation>
    </message>
    <message>
        <source>memory left</source>
        <translation>freier Speicher</translation>
    </message>
    <message>
        <source>model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>cluster</source>
        <translation>Cluster</translation>
    </message>
    <message>
        <source>node</source>
        <translation>Knoten</translation>
    </message>
    <message>
        <source>GPU</source>
        <translation>GPU</translation>
    </message>
    <message>
        <source>software</source>
        <translation>Software</translation>
    </message>
    <message>
        <source>micro-batch</source>
        <translation>Micro-Batch</translation>
    </message>
    <message>
        <source>schedule</source>
        <translation>Schedule</translation>
    </message>
    <message>
        <source>recompute</source>
        <translation>Recompute</translation>
    </message>
    <message>
        <source>stages</source>
        <translation>Stages</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>sequence</source>
        <translation>Sequenz</translation>
    </message>
    <message>
        <source>global batch</source>
        <translation>globaler Batch</translation>
    </message>
    <message>
        <source>NVLink per direction</source>
        <translation>NVLink je Richtung</translation>
    </message>
    <message>
        <source>GPU memory</source>
        <translation>GPU-Speicher</translation>
    </message>
    <message>
        <source>node power</source>
        <translation>Leistung des Knotens</translation>
    </message>
    <message>
        <source>price of a GPU</source>
        <translation>Preis einer GPU</translation>
    </message>
    <message>
        <source>price of electricity</source>
        <translation>Strompreis</translation>
    </message>
    <message>
        <source>load spread</source>
        <translation>Streuung der Last</translation>
    </message>
    <message>
        <source>failures</source>
        <translation>Ausfälle</translation>
    </message>
    <message>
        <source>given as goodput</source>
        <translation>als Goodput angegeben</translation>
    </message>
    <message>
        <source>compute</source>
        <translation>Rechnen</translation>
    </message>
    <message>
        <source>exposed dispatch</source>
        <translation>sichtbarer Dispatch</translation>
    </message>
    <message>
        <source>exposed combine</source>
        <translation>sichtbares Combine</translation>
    </message>
    <message>
        <source>exposed expert barrier</source>
        <translation>sichtbare Barriere der Experten</translation>
    </message>
    <message>
        <source>exposed gradient cast</source>
        <translation>sichtbare Wandlung der Gradienten</translation>
    </message>
    <message>
        <source>exposed tensor parallel</source>
        <translation>sichtbare Tensorparallelität</translation>
    </message>
    <message>
        <source>exposed context parallel</source>
        <translation>sichtbare Kontextparallelität</translation>
    </message>
    <message>
        <source>exposed sharded parameters</source>
        <translation>sichtbare verteilte Parameter</translation>
    </message>
    <message>
        <source>exposed pipeline transfer</source>
        <translation>sichtbare Pipeline-Übertragung</translation>
    </message>
    <message>
        <source>host</source>
        <translation>Host</translation>
    </message>
    <message>
        <source>uneven ranks</source>
        <translation>ungleiche Ranks</translation>
    </message>
    <message>
        <source>step overhead</source>
        <translation>fester Aufwand je Schritt</translation>
    </message>
    <message>
        <source>batch ramp</source>
        <translation>Batch-Rampe</translation>
    </message>
    <message>
        <source>gpu price</source>
        <translation>GPU-Preis</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>gradients</source>
        <translation>Gradienten</translation>
    </message>
    <message>
        <source>optimizer</source>
        <translation>Optimizer</translation>
    </message>
    <message>
        <source>activations</source>
        <translation>Aktivierungen</translation>
    </message>
    <message>
        <source>buffers</source>
        <translation>Puffer</translation>
    </message>
    <message>
        <source>framework</source>
        <translation>Framework</translation>
    </message>
    <message>
        <source>pipeline rank {}</source>
        <translation>Pipeline-Rank {}</translation>
    </message>
    <message>
        <source>forward</source>
        <translation>Forward</translation>
    </message>
    <message>
        <source>forward and backward</source>
        <translation>Forward und Backward</translation>
    </message>
    <message>
        <source>backward</source>
        <translation>Backward</translation>
    </message>
    <message>
        <source>input backward</source>
        <translation>Input-Backward</translation>
    </message>
    <message>
        <source>weight backward</source>
        <translation>Weight-Backward</translation>
    </message>
    <message>
        <source>expert exchange</source>
        <translation>Expertenaustausch</translation>
    </message>
    <message>
        <source>tensor parallel</source>
        <translation>Tensorparallelität</translation>
    </message>
    <message>
        <source>span</source>
        <translation>Span</translation>
    </message>
    <message>
        <source>kernel, communication</source>
        <translation>Kernel, Kommunikation</translation>
    </message>
    <message>
        <source>kernel, attention</source>
        <translation>Kernel, Attention</translation>
    </message>
    <message>
        <source>kernel, matrix product</source>
        <translation>Kernel, Matrixprodukt</translation>
    </message>
    <message>
        <source>kernel, other</source>
        <translation>Kernel, andere</translation>
    </message>
    <message>
        <source>lost work</source>
        <translation>verlorene Arbeit</translation>
    </message>
    <message>
        <source>restarts</source>
        <translation>Neustarts</translation>
    </message>
    <message>
        <source>waiting for nodes</source>
        <translation>Warten auf Knoten</translation>
    </message>
    <message>
        <source>checkpoints</source>
        <translation>Checkpoints</translation>
    </message>
    <message>
        <source>pauses</source>
        <translation>Pausen</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>simulating</source>
        <translation>simuliert</translation>
    </message>
    <message>
        <source>valuing</source>
        <translation>bewertet</translation>
    </message>
    <message>
        <source>fitting</source>
        <translation>passt an</translation>
    </message>
    <message>
        <source>expert exchanges</source>
        <translation>Expertenaustausch</translation>
    </message>
    <message>
        <source>leaving points out</source>
        <translation>lässt Punkte aus</translation>
    </message>
    <message>
        <source>leaving blocks out</source>
        <translation>lässt Blöcke aus</translation>
    </message>
    <message>
        <source>attention</source>
        <translation>Attention</translation>
    </message>
    <message>
        <source>cast</source>
        <translation>Wandlung</translation>
    </message>
    <message>
        <source>gemm</source>
        <translation>GEMM</translation>
    </message>
    <message>
        <source>grouped gemm</source>
        <translation>gruppiertes GEMM</translation>
    </message>
    <message>
        <source>transpose</source>
        <translation>Transponieren</translation>
    </message>
    <message>
        <source>elementwise</source>
        <translation>elementweise</translation>
    </message>
    <message>
        <source>norm</source>
        <translation>Norm</translation>
    </message>
    <message>
        <source>other</source>
        <translation>andere</translation>
    </message>
    <message>
        <source>dispatch</source>
        <translation>Dispatch</translation>
    </message>
    <message>
        <source>combine</source>
        <translation>Combine</translation>
    </message>
    <message>
        <source>gradient dispatch</source>
        <translation>Gradienten-Dispatch</translation>
    </message>
    <message>
        <source>gradient combine</source>
        <translation>Gradienten-Combine</translation>
    </message>
    <message>
        <source>exposed gradient dispatch</source>
        <translation>sichtbarer Gradienten-Dispatch</translation>
    </message>
    <message>
        <source>exposed gradient combine</source>
        <translation>sichtbares Gradienten-Combine</translation>
    </message>
    <message>
        <source>deduplicate</source>
        <translation>Deduplizieren</translation>
    </message>
    <message>
        <source>forward of stage {}, micro-batch {}</source>
        <translation>Forward von Stage {}, Micro-Batch {}</translation>
    </message>
    <message>
        <source>backward of stage {}, micro-batch {}</source>
        <translation>Backward von Stage {}, Micro-Batch {}</translation>
    </message>
    <message>
        <source>input backward of stage {}, micro-batch {}</source>
        <translation>Input-Backward von Stage {}, Micro-Batch {}</translation>
    </message>
    <message>
        <source>weight backward of stage {}, micro-batch {}</source>
        <translation>Weight-Backward von Stage {}, Micro-Batch {}</translation>
    </message>
    <message>
        <source>{} in {} chunks in flight at the {}</source>
        <translation>{} in {} Chunks unterwegs beim {}</translation>
    </message>
    <message>
        <source>{} in {} chunk in flight at the {}</source>
        <translation>{} in {} Chunk unterwegs beim {}</translation>
    </message>
    <message>
        <source>step time (s)</source>
        <translation>Schrittzeit (s)</translation>
    </message>
    <message>
        <source>step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>cost ($)</source>
        <translation>Kosten ($)</translation>
    </message>
    <message>
        <source>cost</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>MFU</source>
        <translation>MFU</translation>
    </message>
    <message>
        <source>MFU, non-causal (%)</source>
        <translation>MFU, nicht kausal (%)</translation>
    </message>
    <message>
        <source>tokens/s/GPU</source>
        <translation>Tokens/s/GPU</translation>
    </message>
    <message>
        <source>goodput (%)</source>
        <translation>Goodput (%)</translation>
    </message>
    <message>
        <source>memory of the fullest GPU (GB)</source>
        <translation>Speicher der vollsten GPU (GB)</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>shortest step</source>
        <translation>kürzester Schritt</translation>
    </message>
    <message>
        <source>fewest days</source>
        <translation>wenigste Tage</translation>
    </message>
    <message>
        <source>fewest GPU-hours</source>
        <translation>wenigste GPU-Stunden</translation>
    </message>
    <message>
        <source>lowest cost</source>
        <translation>geringste Kosten</translation>
    </message>
    <message>
        <source>highest MFU</source>
        <translation>höchste MFU</translation>
    </message>
    <message>
        <source>most tokens/s per GPU</source>
        <translation>meiste Tokens/s je GPU</translation>
    </message>
    <message>
        <source>highest goodput</source>
        <translation>höchster Goodput</translation>
    </message>
    <message>
        <source>least memory</source>
        <translation>kleinster Speicher</translation>
    </message>
    <message>
        <source>fewest GPUs</source>
        <translation>wenigste GPUs</translation>
    </message>
    <message>
        <source>time of the part (s a step)</source>
        <translation>Zeit des Teils (s je Schritt)</translation>
    </message>
    <message>
        <source>parts of the step that change</source>
        <translation>Teile des Schritts, die sich ändern</translation>
    </message>
    <message>
        <source>does not fit in memory</source>
        <translation>passt nicht in den Speicher</translation>
    </message>
    <message>
        <source>{}, does not fit</source>
        <translation>{}, passt nicht</translation>
    </message>
    <message>
        <source>{} (illegal)</source>
        <translation>{} (unzulässig)</translation>
    </message>
    <message>
        <source>{} (does not fit)</source>
        <translation>{} (passt nicht)</translation>
    </message>
    <message>
        <source>nvlink</source>
        <translation>NVLink</translation>
    </message>
    <message>
        <source>nvlink per direction</source>
        <translation>NVLink je Richtung</translation>
    </message>
    <message>
        <source>nic</source>
        <translation>NIC</translation>
    </message>
    <message>
        <source>nics</source>
        <translation>NICs</translation>
    </message>
    <message>
        <source>oversubscription</source>
        <translation>Überbuchung</translation>
    </message>
    <message>
        <source>hbm</source>
        <translation>HBM</translation>
    </message>
    <message>
        <source>gpus</source>
        <translation>GPUs</translation>
    </message>
    <message>
        <source>price</source>
        <translation>Preis</translation>
    </message>
    <message>
        <source>electricity</source>
        <translation>Strom</translation>
    </message>
    <message>
        <source>pue</source>
        <translation>PUE</translation>
    </message>
    <message>
        <source>micro batch</source>
        <translation>Micro-Batch</translation>
    </message>
    <message>
        <source>tp</source>
        <translation>TP</translation>
    </message>
    <message>
        <source>pp</source>
        <translation>PP</translation>
    </message>
    <message>
        <source>vp</source>
        <translation>VP</translation>
    </message>
    <message>
        <source>cp</source>
        <translation>CP</translation>
    </message>
    <message>
        <source>ep</source>
        <translation>EP</translation>
    </message>
    <message>
        <source>zero</source>
        <translation>ZeRO</translation>
    </message>
    <message>
        <source>load skew</source>
        <translation>Lastschiefe</translation>
    </message>
    <message>
        <source>gpu speed spread</source>
        <translation>Streuung der GPU-Geschwindigkeit</translation>
    </message>
    <message>
        <source>NVLink per GPU, both directions together</source>
        <translation>NVLink je GPU, beide Richtungen zusammen</translation>
    </message>
    <message>
        <source>NVLink per GPU, both directions together as data sheets tell it (H800 400 GB/s, H100 900 GB/s)</source>
        <translation>NVLink je GPU, beide Richtungen zusammen wie in Datenblättern (H800 400 GB/s, H100 900 GB/s)</translation>
    </message>
    <message>
        <source>NVLink per GPU and direction</source>
        <translation>NVLink je GPU und Richtung</translation>
    </message>
    <message>
        <source>the same for one direction, as the profiles tell it (H800 200 GB/s, H100 450 GB/s)</source>
        <translation>dasselbe für eine Richtung wie in den Profilen (H800 200 GB/s, H100 450 GB/s)</translation>
    </message>
    <message>
        <source>network per NIC and direction</source>
        <translation>Netz je NIC und Richtung</translation>
    </message>
    <message>
        <source>one NIC, one direction, as data sheets tell it (400 Gb/s)</source>
        <translation>eine NIC, eine Richtung wie in Datenblättern (400 Gb/s)</translation>
    </message>
    <message>
        <source>NICs of a node</source>
        <translation>NICs eines Knotens</translation>
    </message>
    <message>
        <source>NICs of a node for compute traffic</source>
        <translation>NICs eines Knotens für den Rechenverkehr</translation>
    </message>
    <message>
        <source>oversubscription of the fabric</source>
        <translation>Überbuchung des Netzes</translation>
    </message>
    <message>
        <source>of the network between nodes; 1 is full bandwidth</source>
        <translation>des Netzes zwischen Knoten; 1 ist volle Bandbreite</translation>
    </message>
    <message>
        <source>memory bandwidth of a GPU</source>
        <translation>Speicherbandbreite einer GPU</translation>
    </message>
    <message>
        <source>GPUs of the job; data parallelism follows</source>
        <translation>GPUs des Jobs; die Datenparallelität folgt</translation>
    </message>
    <message>
        <source>rent of a GPU</source>
        <translation>Miete einer GPU</translation>
    </message>
    <message>
        <source>rent of one GPU for an hour</source>
        <translation>Miete einer GPU für eine Stunde</translation>
    </message>
    <message>
        <source>price of a kWh, told beside the rent</source>
        <translation>Preis einer kWh, neben der Miete angegeben</translation>
    </message>
    <message>
        <source>PUE</source>
        <translation>PUE</translation>
    </message>
    <message>
        <source>power of the site over power of the servers</source>
        <translation>Leistung des Standorts zu der der Server</translation>
    </message>
    <message>
        <source>tokens of the main phase</source>
        <translation>Tokens der Hauptphase</translation>
    </message>
    <message>
        <source>sequences of a step</source>
        <translation>Sequenzen eines Schritts</translation>
    </message>
    <message>
        <source>tokens of a sequence</source>
        <translation>Tokens einer Sequenz</translation>
    </message>
    <message>
        <source>useful time over elapsed time</source>
        <translation>nützliche Zeit zu verstrichener Zeit</translation>
    </message>
    <message>
        <source>failure rates, times</source>
        <translation>Ausfallraten, Vielfaches</translation>
    </message>
    <message>
        <source>factor on all failure rates, for scenarios that count failures</source>
        <translation>Faktor auf alle Ausfallraten, für Szenarien, die Ausfälle zählen</translation>
    </message>
    <message>
        <source>sequences of a micro-batch</source>
        <translation>Sequenzen eines Micro-Batches</translation>
    </message>
    <message>
        <source>tensor parallelism</source>
        <translation>Tensorparallelität</translation>
    </message>
    <message>
        <source>pipeline ranks</source>
        <translation>Pipeline-Ranks</translation>
    </message>
    <message>
        <source>virtual stages per rank</source>
        <translation>virtuelle Stages je Rank</translation>
    </message>
    <message>
        <source>virtual stages per pipeline rank</source>
        <translation>virtuelle Stages je Pipeline-Rank</translation>
    </message>
    <message>
        <source>context parallelism</source>
        <translation>Kontextparallelität</translation>
    </message>
    <message>
        <source>expert parallelism</source>
        <translation>Expertenparallelität</translation>
    </message>
    <message>
        <source>ZeRO stage</source>
        <translation>ZeRO-Stufe</translation>
    </message>
    <message>
        <source>pipeline schedule, by name</source>
        <translation>Pipeline-Schedule, mit Namen</translation>
    </message>
    <message>
        <source>what is recomputed, by name</source>
        <translation>was neu berechnet wird, mit Namen</translation>
    </message>
    <message>
        <source>spread of the experts&apos; load</source>
        <translation>Streuung der Last der Experten</translation>
    </message>
    <message>
        <source>coefficient of variation of the rows an expert-parallel rank receives</source>
        <translation>Variationskoeffizient der Zeilen, die ein expertenparalleler Rank erhält</translation>
    </message>
    <message>
        <source>spread of the GPUs&apos; speed</source>
        <translation>Streuung der Geschwindigkeit der GPUs</translation>
    </message>
    <message>
        <source>coefficient of variation of the speed of GPUs of one kind</source>
        <translation>Variationskoeffizient der Geschwindigkeit von GPUs einer Art</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>most tokens per dollar</source>
        <translation>meiste Tokens je Dollar</translation>
    </message>
    <message>
        <source>least cost</source>
        <translation>geringste Kosten</translation>
    </message>
    <message>
        <source>earliest finish</source>
        <translation>frühestes Ende</translation>
    </message>
    <message>
        <source>most tokens</source>
        <translation>meiste Tokens</translation>
    </message>
    <message>
        <source>most tokens per kWh</source>
        <translation>meiste Tokens je kWh</translation>
    </message>
    <message>
        <source>offer</source>
        <translation>Angebot</translation>
    </message>
    <message>
        <source>what</source>
        <translation>was</translation>
    </message>
    <message>
        <source>keeps the caps</source>
        <translation>hält die Grenzen</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>bereit</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>power</source>
        <translation>Leistung</translation>
    </message>
    <message>
        <source>first in draws</source>
        <translation>vorn in Ziehungen</translation>
    </message>
    <message>
        <source>total</source>
        <translation>gesamt</translation>
    </message>
    <message>
        <source>on delivery</source>
        <translation>bei Lieferung</translation>
    </message>
    <message>
        <source>tokens/$</source>
        <translation>Tokens/$</translation>
    </message>
    <message>
        <source>tokens/kWh</source>
        <translation>Tokens/kWh</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>{}, bought</source>
        <translation>{}, gekauft</translation>
    </message>
    <message>
        <source>{}, rented on demand</source>
        <translation>{}, auf Abruf gemietet</translation>
    </message>
    <message>
        <source>{}, rented for a term</source>
        <translation>{}, auf Zeit gemietet</translation>
    </message>
    <message>
        <source>{}, rented as spot</source>
        <translation>{}, als Spot gemietet</translation>
    </message>
    <message>
        <source>Total cost of ownership by item</source>
        <translation>Gesamtkosten des Betriebs nach Posten</translation>
    </message>
    <message>
        <source>million $</source>
        <translation>Millionen $</translation>
    </message>
    <message>
        <source>item</source>
        <translation>Posten</translation>
    </message>
    <message>
        <source>of it lost to failures and checkpoints</source>
        <translation>davon an Ausfälle und Checkpoints verloren</translation>
    </message>
    <message>
        <source>of it for nodes that stand by</source>
        <translation>davon für Knoten in Bereitschaft</translation>
    </message>
    <message>
        <source>rent</source>
        <translation>Miete</translation>
    </message>
    <message>
        <source>servers</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>fabric</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>storage</source>
        <translation>Speichersystem</translation>
    </message>
    <message>
        <source>installation</source>
        <translation>Aufbau</translation>
    </message>
    <message>
        <source>storage, installation</source>
        <translation>Speichersystem, Aufbau</translation>
    </message>
    <message>
        <source>space</source>
        <translation>Fläche</translation>
    </message>
    <message>
        <source>staff</source>
        <translation>Personal</translation>
    </message>
    <message>
        <source>repairs and spares</source>
        <translation>Reparaturen und Ersatz</translation>
    </message>
    <message>
        <source>staff, repairs, spares</source>
        <translation>Personal, Reparaturen, Ersatz</translation>
    </message>
    <message>
        <source>residual value</source>
        <translation>Restwert</translation>
    </message>
    <message>
        <source>When everything is done once</source>
        <translation>Wann alles einmal fertig ist</translation>
    </message>
    <message>
        <source>Days after the start: until the first job, then each workload</source>
        <translation>Tage nach dem Start: bis zum ersten Job, dann jede Last</translation>
    </message>
    <message>
        <source>until ready</source>
        <translation>bis bereit</translation>
    </message>
    <message>
        <source>million tokens per $</source>
        <translation>Millionen Tokens je $</translation>
    </message>
    <message>
        <source>Tokens per dollar and how sure they are</source>
        <translation>Tokens je Dollar und wie sicher sie sind</translation>
    </message>
    <message>
        <source>Cost of a million tokens at each use</source>
        <translation>Kosten einer Million Tokens bei jeder Auslastung</translation>
    </message>
    <message>
        <source>Where two lines cross, both offers cost the same</source>
        <translation>Wo zwei Linien sich kreuzen, kosten beide Angebote gleich viel</translation>
    </message>
    <message>
        <source>share of the time that jobs run, %</source>
        <translation>Anteil der Zeit, in der Jobs laufen, %</translation>
    </message>
    <message>
        <source>$ per million tokens</source>
        <translation>$ je Million Tokens</translation>
    </message>
    <message>
        <source>use in this question</source>
        <translation>Auslastung dieser Frage</translation>
    </message>
    <message>
        <source>bought</source>
        <translation>gekauft</translation>
    </message>
    <message>
        <source>rented</source>
        <translation>gemietet</translation>
    </message>
    <message>
        <source>buying is cheaper</source>
        <translation>Kaufen ist billiger</translation>
    </message>
    <message>
        <source>rent of equal cost</source>
        <translation>Miete gleicher Kosten</translation>
    </message>
    <message>
        <source>always</source>
        <translation>immer</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>Who is best where</source>
        <translation>Wer wo am besten ist</translation>
    </message>
    <message>
        <source>The best offer in every cell; grey: none keeps the caps</source>
        <translation>Das beste Angebot jeder Zelle; grau: keines hält die Grenzen</translation>
    </message>
    <message>
        <source>How many are enough</source>
        <translation>Wie viele genügen</translation>
    </message>
    <message>
        <source>Days until everything is done, by number of GPUs</source>
        <translation>Tage, bis alles fertig ist, nach Anzahl der GPUs</translation>
    </message>
    <message>
        <source>days after the start</source>
        <translation>Tage nach dem Start</translation>
    </message>
    <message>
        <source>Best plan of each workload on each offer</source>
        <translation>Bester Plan jeder Last auf jedem Angebot</translation>
    </message>
    <message>
        <source>workload</source>
        <translation>Last</translation>
    </message>
    <message>
        <source>spare nodes</source>
        <translation>Reserveknoten</translation>
    </message>
    <message>
        <source>legal plans</source>
        <translation>zulässige Pläne</translation>
    </message>
    <message>
        <source>What this rests on</source>
        <translation>Worauf dies beruht</translation>
    </message>
    <message>
        <source>published</source>
        <translation>veröffentlicht</translation>
    </message>
    <message>
        <source>measured</source>
        <translation>gemessen</translation>
    </message>
    <message>
        <source>fitted</source>
        <translation>angepasst</translation>
    </message>
    <message>
        <source>transferred</source>
        <translation>übertragen</translation>
    </message>
    <message>
        <source>assumed</source>
        <translation>angenommen</translation>
    </message>
    <message>
        <source>tiers A and B</source>
        <translation>Stufen A und B</translation>
    </message>
    <message>
        <source>square</source>
        <translation>quadratisch</translation>
    </message>
    <message>
        <source>rows x {} x {}</source>
        <translation>Zeilen x {} x {}</translation>
    </message>
    <message>
        <source>one row</source>
        <translation>eine Zeile</translation>
    </message>
    <message>
        <source>{}: {} over {}</source>
        <translation>{}: {} über {}</translation>
    </message>
    <message>
        <source>{}, best plan at every point</source>
        <translation>{}, an jedem Punkt der beste Plan</translation>
    </message>
    <message>
        <source>{}, with its 5th to 95th percentile</source>
        <translation>{}, mit 5. bis 95. Perzentil</translation>
    </message>
    <message>
        <source>below {}: {}</source>
        <translation>unter {}: {}</translation>
    </message>
    <message>
        <source>above {}: {}</source>
        <translation>über {}: {}</translation>
    </message>
    <message>
        <source>Offers, best first by {}</source>
        <translation>Angebote, gereiht nach: {}</translation>
    </message>
    <message>
        <source>Cost until {} by item; below zero: what is left of the value</source>
        <translation>Kosten bis {} nach Posten; unter null: was vom Wert übrig ist</translation>
    </message>
    <message>
        <source>Million tokens per dollar; whiskers: 5 to 95 % of {} draws</source>
        <translation>Millionen Tokens je Dollar; Antennen: 5 bis 95 % von {} Ziehungen</translation>
    </message>
    <message>
        <source>price of {}, times its value here</source>
        <translation>Preis von {}, Vielfaches von hier</translation>
    </message>
    <message>
        <source>{}: {} do</source>
        <translation>{}: {} genügen</translation>
    </message>
    <message>
        <source>{} = {}</source>
        <translation>{} = {}</translation>
    </message>
    <message>
        <source>{}: {} over {} and {}</source>
        <translation>{}: {} über {} und {}</translation>
    </message>
    <message>
        <source>end of step</source>
        <translation>Ende des Schritts</translation>
    </message>
    <message>
        <source>Days of the main phase</source>
        <translation>Tage der Hauptphase</translation>
    </message>
    <message>
        <source>GPU-hours of the main phase</source>
        <translation>GPU-Stunden der Hauptphase</translation>
    </message>
    <message>
        <source>MFU, %</source>
        <translation>MFU, %</translation>
    </message>
    <message>
        <source>Best offer by cell; grey: none keeps the caps; framed: here</source>
        <translation>Bestes Angebot je Feld; grau: keines hält die Grenzen ein; umrandet: hier</translation>
    </message>
    <message>
        <source>forward of stage {}, micro-batch {} with backward of stage {}, micro-batch {}</source>
        <translation>Forward von Stage {}, Micro-Batch {} mit Backward von Stage {}, Micro-Batch {}</translation>
    </message>
    <message>
        <source>forward of stage {}, micro-batch {} with input backward of stage {}, micro-batch {}</source>
        <translation>Forward von Stage {}, Micro-Batch {} mit Input-Backward von Stage {}, Micro-Batch {}</translation>
    </message>
    <message>
        <source>backward of stage {}, micro-batch {} with forward of stage {}, micro-batch {}</source>
        <translation>Backward von Stage {}, Micro-Batch {} mit Forward von Stage {}, Micro-Batch {}</translation>
    </message>
    <message>
        <source>input backward of stage {}, micro-batch {} with forward of stage {}, micro-batch {}</source>
        <translation>Input-Backward von Stage {}, Micro-Batch {} mit Forward von Stage {}, Micro-Batch {}</translation>
    </message>
    <message>
        <source>pipeline transfer</source>
        <translation>Pipeline-Transfer</translation>
    </message>
</context>
<context>
    <name>trainyard</name>
    <message>
        <source>Trainyard report</source>
        <translation>Trainyard-Bericht</translation>
    </message>
    <message>
        <source>&amp;Profile:</source>
        <translation>&amp;Profil:</translation>
    </message>
    <message>
        <source>Profile of a GPU</source>
        <translation>Profil einer GPU</translation>
    </message>
    <message>
        <source>R&amp;ole:</source>
        <translation>R&amp;olle:</translation>
    </message>
    <message>
        <source>Kernel role</source>
        <translation>Rolle des Kernels</translation>
    </message>
    <message>
        <source>Open &amp;measurements...</source>
        <translation>&amp;Messungen öffnen...</translation>
    </message>
    <message>
        <source>Score this profile on measurement files: our JSON, CSV tables, output of nccl-tests</source>
        <translation>Dieses Profil an Messdateien prüfen: unser JSON, CSV-Tabellen, Ausgabe der nccl-tests</translation>
    </message>
    <message>
        <source>Cali&amp;brate from files...</source>
        <translation>Aus Dateien &amp;kalibrieren...</translation>
    </message>
    <message>
        <source>Fit constants to measurement files and write them into a profile</source>
        <translation>Konstanten an Messdateien anpassen und in ein Profil schreiben</translation>
    </message>
    <message>
        <source>Calibrate this &amp;GPU...</source>
        <translation>Diese &amp;GPU kalibrieren...</translation>
    </message>
    <message>
        <source>Run the benchmarks on GPU 0 and fit what they measure; takes minutes</source>
        <translation>Benchmarks auf GPU 0 ausführen und an ihre Messungen anpassen; dauert Minuten</translation>
    </message>
    <message>
        <source>Measurements (*.json *.csv *.txt *.gz);;All files (*)</source>
        <translation>Messungen (*.json *.csv *.txt *.gz);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Write constants into a new file, or into a profile that is there</source>
        <translation>Konstanten in eine neue Datei oder ein vorhandenes Profil schreiben</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>Open measurements</source>
        <translation>Messungen öffnen</translation>
    </message>
    <message>
        <source>Calibrate from measurements</source>
        <translation>Aus Messungen kalibrieren</translation>
    </message>
    <message>
        <source>Rank over &amp;time:</source>
        <translation>Rank über die Zei&amp;t:</translation>
    </message>
    <message>
        <source>Pipeline rank shown over time</source>
        <translation>Pipeline-Rank, der über die Zeit gezeigt wird</translation>
    </message>
    <message>
        <source>Open a scenario from the library on the left.</source>
        <translation>Öffnen Sie links in der Bibliothek ein Szenario.</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Two to six scenarios side by side</source>
        <translation>Zwei bis sechs Szenarien nebeneinander</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitachse</translation>
    </message>
    <message>
        <source>One step on all pipeline ranks and streams, a measured trace beside it</source>
        <translation>Ein Schritt auf allen Pipeline-Ranks und Streams, daneben ein gemessener Trace</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>What fills the GPUs, by pipeline rank and over time</source>
        <translation>Was die GPUs füllt, nach Pipeline-Rank und über die Zeit</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>The best parallel plans, proved</source>
        <translation>Die besten parallelen Pläne, bewiesen</translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation>Sweep</translation>
    </message>
    <message>
        <source>Over the values of one or two knobs</source>
        <translation>Über die Werte von einer oder zwei Stellgrößen</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Beschaffung</translation>
    </message>
    <message>
        <source>Which GPUs to buy or rent</source>
        <translation>Welche GPUs kaufen oder mieten</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Tokens, dollars and failures over the calendar</source>
        <translation>Tokens, Dollar und Ausfälle über den Kalender</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>Validierung</translation>
    </message>
    <message>
        <source>Published runs: predicted against measured</source>
        <translation>Veröffentlichte Läufe: vorhergesagt gegen gemessen</translation>
    </message>
    <message>
        <source>Calibration</source>
        <translation>Kalibrierung</translation>
    </message>
    <message>
        <source>Fitted constants, and measurements beside them</source>
        <translation>Angepasste Konstanten und daneben die Messungen</translation>
    </message>
    <message>
        <source>&amp;Offers</source>
        <translation>An&amp;gebote</translation>
    </message>
    <message>
        <source>A shipped question or a file of offers</source>
        <translation>Eine mitgelieferte Frage oder eine Datei mit Angeboten</translation>
    </message>
    <message>
        <source>F&amp;ile...</source>
        <translation>Date&amp;i...</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Änderungen</translation>
    </message>
    <message>
        <source>Ans&amp;wer</source>
        <translation>Ant&amp;worten</translation>
    </message>
    <message>
        <source>Searches the best plan of each workload on each offer: some ten seconds</source>
        <translation>Sucht zu jeder Last und jedem Angebot den besten Plan: rund zehn Sekunden</translation>
    </message>
    <message>
        <source>Open offers</source>
        <translation>Angebote öffnen</translation>
    </message>
    <message>
        <source>Which offer to take, with the best plan of every workload on it; press Answer. Copy a file of data/offers to ask your own question.</source>
        <translation>Welches Angebot zu nehmen ist, mit dem besten Plan jeder Last darauf; drücken Sie Antworten. Kopieren Sie eine Datei aus data/offers, um Ihre eigene Frage zu stellen.</translation>
    </message>
    <message>
        <source>&amp;Starts on</source>
        <translation>&amp;Start am</translation>
    </message>
    <message>
        <source>Tell the ends of phases as dates</source>
        <translation>Das Ende der Phasen als Datum angeben</translation>
    </message>
    <message>
        <source>First day of the run</source>
        <translation>Erster Tag des Laufs</translation>
    </message>
    <message>
        <source>shortest step</source>
        <translation>kürzester Schritt</translation>
    </message>
    <message>
        <source>fewest GPU-hours</source>
        <translation>wenigste GPU-Stunden</translation>
    </message>
    <message>
        <source>fewest dollars</source>
        <translation>wenigste Dollar</translation>
    </message>
    <message>
        <source>most tokens/s/GPU</source>
        <translation>meiste Tokens/s/GPU</translation>
    </message>
    <message>
        <source>most memory left</source>
        <translation>meister freier Speicher</translation>
    </message>
    <message>
        <source>What to seek</source>
        <translation>Wonach gesucht wird</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>See&amp;k</source>
        <translation>&amp;Kriterium</translation>
    </message>
    <message>
        <source>GPUs</source>
        <translation>GPUs</translation>
    </message>
    <message>
        <source>numbers of GPUs to try, such as 1024, 2048; empty: the scenario&apos;s</source>
        <translation>Anzahlen von GPUs, etwa 1024, 2048; leer: die des Szenarios</translation>
    </message>
    <message>
        <source>as is</source>
        <translation>eigene</translation>
    </message>
    <message>
        <source>TP</source>
        <translation>TP</translation>
    </message>
    <message>
        <source>values allowed, such as 1, 2, 4</source>
        <translation>erlaubte Werte, etwa 1, 2, 4</translation>
    </message>
    <message>
        <source>PP</source>
        <translation>PP</translation>
    </message>
    <message>
        <source>values allowed, such as 8, 16</source>
        <translation>erlaubte Werte, etwa 8, 16</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Schedule</translation>
    </message>
    <message>
        <source>schedules allowed, such as 1f1b, dualpipe</source>
        <translation>erlaubte Schedules, etwa 1f1b, dualpipe</translation>
    </message>
    <message>
        <source>EP</source>
        <translation>EP</translation>
    </message>
    <message>
        <source>values allowed, such as 32, 64</source>
        <translation>erlaubte Werte, etwa 32, 64</translation>
    </message>
    <message>
        <source>ZeRO</source>
        <translation>ZeRO</translation>
    </message>
    <message>
        <source>stages allowed, such as 1, 2</source>
        <translation>erlaubte Stufen, etwa 1, 2</translation>
    </message>
    <message>
        <source>Micro-batch</source>
        <translation>Micro-Batch</translation>
    </message>
    <message>
        <source>values allowed, such as 1, 2</source>
        <translation>erlaubte Werte, etwa 1, 2</translation>
    </message>
    <message>
        <source>front against memory</source>
        <translation>Front gegen Speicher</translation>
    </message>
    <message>
        <source>Also every plan that no other beats in both; takes longer</source>
        <translation>Auch jeder Plan, den kein anderer in beidem schlägt; dauert länger</translation>
    </message>
    <message>
        <source>&amp;Search</source>
        <translation>Su&amp;chen</translation>
    </message>
    <message>
        <source>Every legal plan: pruned by a bound or simulated</source>
        <translation>Jeder zulässige Plan: durch eine Schranke ausgeschlossen oder simuliert</translation>
    </message>
    <message>
        <source>Every legal plan of the chosen scenario is weighed; press Search. Fields that are left empty take every value that can be legal.</source>
        <translation>Jeder zulässige Plan des gewählten Szenarios wird abgewogen; drücken Sie Suchen. Leere Felder stehen für jeden Wert, der zulässig sein kann.</translation>
    </message>
    <message>
        <source>Open a scenario first.</source>
        <translation>Öffnen Sie zuerst ein Szenario.</translation>
    </message>
    <message>
        <source>&amp;Over</source>
        <translation>Ü&amp;ber</translation>
    </message>
    <message>
        <source>an&amp;d</source>
        <translation>&amp;und</translation>
    </message>
    <message>
        <source>find the plan anew</source>
        <translation>Plan neu suchen</translation>
    </message>
    <message>
        <source>Search the best plan at every point instead of keeping the scenario&apos;s</source>
        <translation>An jedem Punkt den besten Plan suchen, statt den des Szenarios zu behalten</translation>
    </message>
    <message>
        <source>Goal</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>A limit on a figure: step, days, cost, gpu_hours, memory ...</source>
        <translation>Eine Grenze für eine Kennzahl: step, days, cost, gpu_hours, memory ...</translation>
    </message>
    <message>
        <source>S&amp;weep</source>
        <translation>S&amp;weep</translation>
    </message>
    <message>
        <source>The chosen scenario is simulated at every value; press Sweep. Values are lists and ranges: 1,2,4 or 100..900+100 or 512..8192*2 or 0:0.3:0.02.</source>
        <translation>Das gewählte Szenario wird an jedem Wert simuliert; drücken Sie Sweep. Werte sind Listen und Bereiche: 1,2,4 oder 100..900+100 oder 512..8192*2 oder 0:0.3:0.02.</translation>
    </message>
    <message>
        <source>Values of the knob</source>
        <translation>Werte der Stellgröße</translation>
    </message>
    <message>
        <source>nothing else</source>
        <translation>sonst nichts</translation>
    </message>
    <message>
        <source>Search spans</source>
        <translation>Spans suchen</translation>
    </message>
    <message numerus="yes">
        <source>%n hits</source>
        <comment>%n hit</comment>
        <translation>
            <numerusform>%n Treffer</numerusform>
            <numerusform>%n Treffer</numerusform>
        </translation>
    </message>
    <message>
        <source>Gro&amp;up by:</source>
        <translation>Gru&amp;ppieren nach:</translation>
    </message>
    <message>
        <source>Colour and group by</source>
        <translation>Färben und gruppieren nach</translation>
    </message>
    <message>
        <source>Fi&amp;lter:</source>
        <translation>Fi&amp;lter:</translation>
    </message>
    <message>
        <source>Filter of published runs</source>
        <translation>Filter der veröffentlichten Läufe</translation>
    </message>
    <message>
        <source>gpu~H100, dtype=fp8, gpus&gt;=64 (Enter)</source>
        <translation>gpu~H100, dtype=fp8, gpus&gt;=64 (Eingabe)</translation>
    </message>
    <message>
        <source>As validate --filter: = != ~ (contains) &lt; &lt;= &gt; &gt;=; alternatives parted by &apos;|&apos;, conditions by &apos;,&apos; or &apos;&amp;&apos;.
Fields: %1, or a path such as parallel.cp_comm.</source>
        <translation>Wie validate --filter: = != ~ (enthält) &lt; &lt;= &gt; &gt;=; Alternativen durch &apos;|&apos; getrennt, Bedingungen durch &apos;,&apos; oder &apos;&amp;&apos;.
Felder: %1, oder ein Pfad wie parallel.cp_comm.</translation>
    </message>
    <message>
        <source>Simulating every published run...</source>
        <translation>Simuliert jeden veröffentlichten Lauf...</translation>
    </message>
    <message>
        <source>law</source>
        <translation>Gesetz</translation>
    </message>
    <message>
        <source>status</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>held out, median</source>
        <translation>ausgelassen, Median</translation>
    </message>
    <message>
        <source>small to large, median</source>
        <translation>klein zu groß, Median</translation>
    </message>
    <message>
        <source>fitted rows</source>
        <translation>angepasste Zeilen</translation>
    </message>
    <message>
        <source>constant</source>
        <translation>Konstante</translation>
    </message>
    <message>
        <source>value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>sigma</source>
        <translation>Sigma</translation>
    </message>
    <message>
        <source>source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>that of the role</source>
        <translation>die der Rolle</translation>
    </message>
    <message>
        <source>arithmetic intensity, FLOP/byte</source>
        <translation>arithmetische Intensität, FLOP/Byte</translation>
    </message>
    <message>
        <source>achieved, TFLOPS</source>
        <translation>erreicht, TFLOPS</translation>
    </message>
    <message>
        <source>hardware</source>
        <translation>Hardware</translation>
    </message>
    <message>
        <source>Errors of every role on points left out of its fit</source>
        <translation>Fehler jeder Rolle an Punkten, die bei der Anpassung ausgelassen wurden</translation>
    </message>
    <message>
        <source>role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>median</source>
        <translation>Median</translation>
    </message>
    <message>
        <source>p90</source>
        <translation>p90</translation>
    </message>
    <message>
        <source>large, median</source>
        <translation>groß, Median</translation>
    </message>
    <message>
        <source>large, p90</source>
        <translation>groß, p90</translation>
    </message>
    <message>
        <source>sigma, all</source>
        <translation>Sigma, alle</translation>
    </message>
    <message>
        <source>Measured times against the profile&apos;s</source>
        <translation>Gemessene Zeiten gegen die des Profils</translation>
    </message>
    <message>
        <source>measured, us</source>
        <translation>gemessen, us</translation>
    </message>
    <message>
        <source>predicted, us</source>
        <translation>vorhergesagt, us</translation>
    </message>
    <message>
        <source>Errors on these measurements</source>
        <translation>Fehler an diesen Messungen</translation>
    </message>
    <message>
        <source>group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>bias</source>
        <translation>Bias</translation>
    </message>
    <message>
        <source>of training</source>
        <translation>vom Training</translation>
    </message>
    <message>
        <source>Measurements</source>
        <translation>Messungen</translation>
    </message>
    <message>
        <source>The profile answers none of these measurements.</source>
        <translation>Das Profil beantwortet keine dieser Messungen.</translation>
    </message>
    <message>
        <source>Some products come out above the peak of the hardware: these kernels were measured together with other work, and the fit gives that too much of the time. Their constants are to be taken with care.</source>
        <translation>Manche Produkte liegen über der Spitze der Hardware: Diese Kernel wurden zusammen mit anderer Arbeit gemessen, und die Anpassung rechnet dieser zu viel der Zeit zu. Ihre Konstanten sind mit Vorsicht zu nehmen.</translation>
    </message>
    <message>
        <source>A roofline is drawn for roles of matrix products.</source>
        <translation>Eine Roofline wird für Rollen von Matrixprodukten gezeichnet.</translation>
    </message>
    <message>
        <source>Errors of the fit: on its rows, on shapes left out, on large shapes by small ones</source>
        <translation>Fehler der Anpassung: an ihren Zeilen, an ausgelassenen Formen, an großen Formen aus kleinen</translation>
    </message>
    <message>
        <source>fitted</source>
        <translation>angepasst</translation>
    </message>
    <message>
        <source>held out</source>
        <translation>ausgelassen</translation>
    </message>
    <message>
        <source>large</source>
        <translation>groß</translation>
    </message>
    <message>
        <source>notes</source>
        <translation>Anmerkungen</translation>
    </message>
    <message>
        <source>expert combine</source>
        <translation>Experten-Combine</translation>
    </message>
    <message>
        <source>expert dispatch</source>
        <translation>Experten-Dispatch</translation>
    </message>
    <message numerus="yes">
        <source>%n rows</source>
        <comment>%n row</comment>
        <translation>
            <numerusform>%n Zeile</numerusform>
            <numerusform>%n Zeilen</numerusform>
        </translation>
    </message>
    <message>
        <source>The driver shows no GPU on this machine.</source>
        <translation>Der Treiber zeigt auf diesem Rechner keine GPU.</translation>
    </message>
    <message>
        <source>The benchmarks are not built: cmake -S kernels -B build/kernels &amp;&amp; cmake --build build/kernels, with the CUDA toolkit.</source>
        <translation>Die Benchmarks sind nicht gebaut: cmake -S kernels -B build/kernels &amp;&amp; cmake --build build/kernels, mit dem CUDA-Toolkit.</translation>
    </message>
    <message>
        <source> (intervals meet)</source>
        <translation> (Intervalle überlappen)</translation>
    </message>
    <message>
        <source>all the same</source>
        <translation>alle gleich</translation>
    </message>
    <message>
        <source>step time</source>
        <translation>Schrittzeit</translation>
    </message>
    <message>
        <source>fewest days</source>
        <translation>wenigste Tage</translation>
    </message>
    <message>
        <source>days</source>
        <translation>Tage</translation>
    </message>
    <message>
        <source>GPU-hours</source>
        <translation>GPU-Stunden</translation>
    </message>
    <message>
        <source>cheapest</source>
        <translation>am günstigsten</translation>
    </message>
    <message>
        <source>dollars</source>
        <translation>Dollar</translation>
    </message>
    <message>
        <source>Shipped scenarios</source>
        <translation>Mitgelieferte Szenarien</translation>
    </message>
    <message>
        <source>Recent files</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Kept results</source>
        <translation>Aufbewahrte Ergebnisse</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>gradients</source>
        <translation>Gradienten</translation>
    </message>
    <message>
        <source>optimizer</source>
        <translation>Optimizer</translation>
    </message>
    <message>
        <source>activations</source>
        <translation>Aktivierungen</translation>
    </message>
    <message>
        <source>buffers</source>
        <translation>Puffer</translation>
    </message>
    <message>
        <source>framework</source>
        <translation>Framework</translation>
    </message>
    <message>
        <source>peak</source>
        <translation>Spitze</translation>
    </message>
    <message>
        <source>usable</source>
        <translation>nutzbar</translation>
    </message>
    <message>
        <source>after the allocator&apos;s reserve</source>
        <translation>nach der Reserve des Allocators</translation>
    </message>
    <message>
        <source>headroom</source>
        <translation>Reserve</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>owner of the peak</source>
        <translation>Besitzer der Spitze</translation>
    </message>
    <message>
        <source>chunks in flight</source>
        <translation>Chunks unterwegs</translation>
    </message>
    <message>
        <source>One GPU of every pipeline rank at its peak</source>
        <translation>Je eine GPU jedes Pipeline-Ranks an ihrer Spitze</translation>
    </message>
    <message>
        <source>memory, GB</source>
        <translation>Speicher, GB</translation>
    </message>
    <message>
        <source>time from the start of the step, s</source>
        <translation>Zeit ab Beginn des Schritts, s</translation>
    </message>
    <message>
        <source>all memory</source>
        <translation>gesamter Speicher</translation>
    </message>
    <message>
        <source>without activations</source>
        <translation>ohne Aktivierungen</translation>
    </message>
    <message>
        <source>GB per GPU by pipeline rank</source>
        <translation>GB je GPU nach Pipeline-Rank</translation>
    </message>
    <message>
        <source>rank</source>
        <translation>Rank</translation>
    </message>
    <message>
        <source>total</source>
        <translation>gesamt</translation>
    </message>
    <message>
        <source>chunks</source>
        <translation>Chunks</translation>
    </message>
    <message>
        <source>holds</source>
        <translation>hält</translation>
    </message>
    <message>
        <source>owner</source>
        <translation>Besitzer</translation>
    </message>
    <message>
        <source>GB</source>
        <translation>GB</translation>
    </message>
    <message>
        <source>of the rank</source>
        <translation>des Ranks</translation>
    </message>
    <message>
        <source>kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>searching</source>
        <translation>sucht</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>best offer</source>
        <translation>bestes Angebot</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>everything once</source>
        <translation>alles einmal</translation>
    </message>
    <message>
        <source>total cost</source>
        <translation>Gesamtkosten</translation>
    </message>
    <message>
        <source>best in</source>
        <translation>am besten in</translation>
    </message>
    <message>
        <source>of the draws</source>
        <translation>der Ziehungen</translation>
    </message>
    <message>
        <source>goodput</source>
        <translation>Goodput</translation>
    </message>
    <message>
        <source>mean time to failure</source>
        <translation>mittlere Zeit bis zum Ausfall</translation>
    </message>
    <message>
        <source>ends on</source>
        <translation>endet am</translation>
    </message>
    <message>
        <source>days from the start</source>
        <translation>Tage ab Beginn</translation>
    </message>
    <message>
        <source>useful work</source>
        <translation>Nutzarbeit</translation>
    </message>
    <message>
        <source>not useful</source>
        <translation>nicht nützlich</translation>
    </message>
    <message>
        <source>given by the scenario&apos;s goodput</source>
        <translation>durch den Goodput des Szenarios gegeben</translation>
    </message>
    <message>
        <source>Where elapsed time goes</source>
        <translation>Wohin die verstrichene Zeit geht</translation>
    </message>
    <message>
        <source>Time that is not useful</source>
        <translation>Zeit, die nicht nützt</translation>
    </message>
    <message>
        <source>Elapsed time of the main phase</source>
        <translation>Verstrichene Zeit der Hauptphase</translation>
    </message>
    <message>
        <source>of the time</source>
        <translation>der Zeit</translation>
    </message>
    <message>
        <source>because</source>
        <translation>weil</translation>
    </message>
    <message>
        <source>Phases</source>
        <translation>Phasen</translation>
    </message>
    <message>
        <source>phase</source>
        <translation>Phase</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>What is paid for</source>
        <translation>Wofür bezahlt wird</translation>
    </message>
    <message>
        <source>item</source>
        <translation>Posten</translation>
    </message>
    <message>
        <source>amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>made of</source>
        <translation>bestehend aus</translation>
    </message>
    <message>
        <source>main phase</source>
        <translation>Hauptphase</translation>
    </message>
    <message>
        <source>all phases</source>
        <translation>alle Phasen</translation>
    </message>
    <message>
        <source>electricity alone</source>
        <translation>Strom allein</translation>
    </message>
    <message>
        <source>covered by the rent, not added</source>
        <translation>in der Miete enthalten, nicht addiert</translation>
    </message>
    <message>
        <source>Failures expected by domain</source>
        <translation>Erwartete Ausfälle nach Bereich</translation>
    </message>
    <message>
        <source>domain</source>
        <translation>Bereich</translation>
    </message>
    <message>
        <source>a day</source>
        <translation>am Tag</translation>
    </message>
    <message>
        <source>in the run</source>
        <translation>im Lauf</translation>
    </message>
    <message>
        <source>What the interval of the step comes from</source>
        <translation>Woher das Intervall des Schritts kommt</translation>
    </message>
    <message>
        <source>of the variance, %</source>
        <translation>der Varianz, %</translation>
    </message>
    <message>
        <source>input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>of the variance</source>
        <translation>der Varianz</translation>
    </message>
    <message>
        <source>step, low</source>
        <translation>Schritt, tief</translation>
    </message>
    <message>
        <source>step, high</source>
        <translation>Schritt, hoch</translation>
    </message>
    <message>
        <source>Tokens trained</source>
        <translation>Trainierte Tokens</translation>
    </message>
    <message>
        <source>Dollars spent</source>
        <translation>Ausgegebene Dollar</translation>
    </message>
    <message>
        <source>Failures so far</source>
        <translation>Ausfälle bisher</translation>
    </message>
    <message>
        <source>failures</source>
        <translation>Ausfälle</translation>
    </message>
    <message>
        <source>changes</source>
        <translation>Änderungen</translation>
    </message>
    <message>
        <source>plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>against best</source>
        <translation>zum besten</translation>
    </message>
    <message>
        <source>MFU</source>
        <translation>MFU</translation>
    </message>
    <message>
        <source>tokens/s/GPU</source>
        <translation>Tokens/s/GPU</translation>
    </message>
    <message>
        <source>$ per 1T tokens</source>
        <translation>$ je 1T Tokens</translation>
    </message>
    <message>
        <source>peak memory</source>
        <translation>Speicherspitze</translation>
    </message>
    <message>
        <source>memory left</source>
        <translation>freier Speicher</translation>
    </message>
    <message>
        <source>memory left on the fullest GPU, GB</source>
        <translation>freier Speicher der vollsten GPU, GB</translation>
    </message>
    <message>
        <source>step time, s</source>
        <translation>Schrittzeit, s</translation>
    </message>
    <message>
        <source>Pareto front</source>
        <translation>Pareto-Front</translation>
    </message>
    <message>
        <source>reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>plans</source>
        <translation>Pläne</translation>
    </message>
    <message>
        <source>cannot be among the best: the bound shows it</source>
        <translation>kann nicht unter den besten sein: die Schranke zeigt es</translation>
    </message>
    <message>
        <source>legal, but {}</source>
        <translation>zulässig, aber {}</translation>
    </message>
    <message>
        <source>illegal: {}</source>
        <translation>unzulässig: {}</translation>
    </message>
    <message>
        <source>micro-batch</source>
        <translation>Micro-Batch</translation>
    </message>
    <message>
        <source>No plan of this space fits in memory.</source>
        <translation>Kein Plan dieses Raums passt in den Speicher.</translation>
    </message>
    <message>
        <source>best step</source>
        <translation>bester Schritt</translation>
    </message>
    <message>
        <source>legal plans</source>
        <translation>zulässige Pläne</translation>
    </message>
    <message>
        <source>optimum proved</source>
        <translation>Optimum bewiesen</translation>
    </message>
    <message>
        <source>stopped early</source>
        <translation>vorzeitig angehalten</translation>
    </message>
    <message>
        <source>simulated</source>
        <translation>simuliert</translation>
    </message>
    <message>
        <source>of the best plan</source>
        <translation>des besten Plans</translation>
    </message>
    <message>
        <source>Every point; open one with a double click or Enter</source>
        <translation>Alle Punkte; einen öffnen mit Doppelklick oder Eingabe</translation>
    </message>
    <message>
        <source>note</source>
        <translation>Anmerkung</translation>
    </message>
    <message>
        <source>does not fit in memory</source>
        <translation>passt nicht in den Speicher</translation>
    </message>
    <message>
        <source>nothing is varied</source>
        <translation>nichts wird variiert</translation>
    </message>
    <message>
        <source>choose a knob and values</source>
        <translation>wählen Sie eine Stellgröße und Werte</translation>
    </message>
    <message>
        <source>at the best point</source>
        <translation>am besten Punkt</translation>
    </message>
    <message>
        <source>points</source>
        <translation>Punkte</translation>
    </message>
    <message>
        <source>knees</source>
        <translation>Knie</translation>
    </message>
    <message>
        <source>No point that can be simulated fits in memory and keeps the goal.</source>
        <translation>Kein Punkt, der simuliert werden kann, passt in den Speicher und hält das Ziel ein.</translation>
    </message>
    <message>
        <source>busy time, s</source>
        <translation>Arbeitszeit, s</translation>
    </message>
    <message>
        <source>name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>count</source>
        <translation>Anzahl</translation>
    </message>
    <message>
        <source>longest</source>
        <translation>längster</translation>
    </message>
    <message>
        <source>lane</source>
        <translation>Spur</translation>
    </message>
    <message numerus="yes">
        <source>%n ends without a beginning left out</source>
        <comment>%n end without a beginning left out</comment>
        <translation>
            <numerusform>%n Ende ohne Anfang ausgelassen</numerusform>
            <numerusform>%n Enden ohne Anfang ausgelassen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n spans without an end drawn until the last</source>
        <comment>%n span without an end drawn until the last</comment>
        <translation>
            <numerusform>%n Span ohne Ende bis zum letzten gezeichnet</numerusform>
            <numerusform>%n Spans ohne Ende bis zum letzten gezeichnet</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n spans nested too deep left out</source>
        <comment>%n span nested too deep left out</comment>
        <translation>
            <numerusform>%n zu tief verschachtelter Span ausgelassen</numerusform>
            <numerusform>%n zu tief verschachtelte Spans ausgelassen</numerusform>
        </translation>
    </message>
    <message>
        <source>until the last span ends</source>
        <translation>bis der letzte Span endet</translation>
    </message>
    <message>
        <source>spans</source>
        <translation>Spans</translation>
    </message>
    <message>
        <source>processes</source>
        <translation>Prozesse</translation>
    </message>
    <message>
        <source>other</source>
        <translation>andere</translation>
    </message>
    <message>
        <source>on the critical path</source>
        <translation>auf dem kritischen Pfad</translation>
    </message>
    <message>
        <source>nothing runs</source>
        <translation>nichts läuft</translation>
    </message>
    <message>
        <source>measured, s</source>
        <translation>gemessen, s</translation>
    </message>
    <message>
        <source>predicted, s</source>
        <translation>vorhergesagt, s</translation>
    </message>
    <message>
        <source>published runs</source>
        <translation>veröffentlichte Läufe</translation>
    </message>
    <message>
        <source>median error</source>
        <translation>Medianfehler</translation>
    </message>
    <message>
        <source>90 % are within</source>
        <translation>90 % liegen innerhalb</translation>
    </message>
    <message>
        <source>mean error with its sign</source>
        <translation>mittlerer Fehler mit Vorzeichen</translation>
    </message>
    <message>
        <source>balanced median</source>
        <translation>ausgewogener Median</translation>
    </message>
    <message>
        <source>coverage, tiers A and B</source>
        <translation>Abdeckung, Stufen A und B</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>coverage</source>
        <translation>Abdeckung</translation>
    </message>
    <message>
        <source>What the program is held to (tiers A and B, public recipes)</source>
        <translation>Woran das Programm gemessen wird (Stufen A und B, öffentliche Rezepte)</translation>
    </message>
    <message>
        <source>held to</source>
        <translation>gemessen an</translation>
    </message>
    <message>
        <source>bounds</source>
        <translation>Grenzen</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>gehalten</translation>
    </message>
    <message>
        <source>MISSED</source>
        <translation>VERFEHLT</translation>
    </message>
    <message>
        <source>none simulated</source>
        <translation>keine simuliert</translation>
    </message>
    <message numerus="yes">
        <source>The %n rows farthest off</source>
        <comment>The row farthest off</comment>
        <translation>
            <numerusform>Die am weitesten entfernte Zeile</numerusform>
            <numerusform>Die %n am weitesten entfernten Zeilen</numerusform>
        </translation>
    </message>
    <message>
        <source>run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>measured</source>
        <translation>gemessen</translation>
    </message>
    <message>
        <source>predicted</source>
        <translation>vorhergesagt</translation>
    </message>
    <message>
        <source>tier</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>likely reason</source>
        <translation>wahrscheinlicher Grund</translation>
    </message>
    <message>
        <source>Why rows were not simulated</source>
        <translation>Warum Zeilen nicht simuliert wurden</translation>
    </message>
    <message>
        <source>of tiers A and B</source>
        <translation>der Stufen A und B</translation>
    </message>
    <message>
        <source>for example</source>
        <translation>zum Beispiel</translation>
    </message>
    <message>
        <source>None of these rows could be simulated.</source>
        <translation>Keine dieser Zeilen konnte simuliert werden.</translation>
    </message>
    <message>
        <source>Data parallelism follows, the global batch stays</source>
        <translation>Die Datenparallelität folgt, der globale Batch bleibt</translation>
    </message>
    <message>
        <source>NVLink per GPU</source>
        <translation>NVLink je GPU</translation>
    </message>
    <message>
        <source>Both directions together, as vendors count it</source>
        <translation>Beide Richtungen zusammen, wie Hersteller zählen</translation>
    </message>
    <message>
        <source>Network per NIC</source>
        <translation>Netz je NIC</translation>
    </message>
    <message>
        <source>One direction of one NIC</source>
        <translation>Eine Richtung einer NIC</translation>
    </message>
    <message>
        <source>Price of a GPU-hour</source>
        <translation>Preis einer GPU-Stunde</translation>
    </message>
    <message>
        <source>Rent of one GPU</source>
        <translation>Miete einer GPU</translation>
    </message>
    <message>
        <source>Load skew of experts</source>
        <translation>Lastschiefe der Experten</translation>
    </message>
    <message>
        <source>Coefficient of variation of the rows routed to one rank</source>
        <translation>Variationskoeffizient der Zeilen, die ein Rank erhält</translation>
    </message>
    <message>
        <source>Failures</source>
        <translation>Ausfälle</translation>
    </message>
    <message>
        <source>Times the published rates; half of it doubles the MTBF</source>
        <translation>Vielfaches der veröffentlichten Raten; die Hälfte verdoppelt die MTBF</translation>
    </message>
    <message>
        <source>Sequences a rank runs at once</source>
        <translation>Sequenzen, die ein Rank zugleich rechnet</translation>
    </message>
    <message>
        <source>Global batch</source>
        <translation>Globaler Batch</translation>
    </message>
    <message>
        <source>Sequences in a step</source>
        <translation>Sequenzen in einem Schritt</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>what they do</source>
        <translation>was sie tun</translation>
    </message>
    <message>
        <source>where</source>
        <translation>wo</translation>
    </message>
    <message>
        <source>everywhere</source>
        <translation>überall</translation>
    </message>
    <message>
        <source>chart, table, timeline</source>
        <translation>Diagramm, Tabelle, Zeitachse</translation>
    </message>
    <message>
        <source>timeline</source>
        <translation>Zeitachse</translation>
    </message>
    <message>
        <source>library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>tabs</source>
        <translation>Reiter</translation>
    </message>
    <message>
        <source>To the next control; with Shift to the one before</source>
        <translation>Zum nächsten Bedienelement; mit Umschalt zum vorigen</translation>
    </message>
    <message>
        <source>Cancel what is computed</source>
        <translation>Die Berechnung abbrechen</translation>
    </message>
    <message>
        <source>The next page</source>
        <translation>Die nächste Seite</translation>
    </message>
    <message>
        <source>Put the chosen scenario beside the others</source>
        <translation>Das gewählte Szenario neben die anderen stellen</translation>
    </message>
    <message>
        <source>Open the plan or point of the row</source>
        <translation>Den Plan oder Punkt der Zeile öffnen</translation>
    </message>
    <message>
        <source>table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>Copy the picture or the chosen rows</source>
        <translation>Das Bild oder die gewählten Zeilen kopieren</translation>
    </message>
    <message>
        <source>Export as PNG, SVG, PDF or CSV</source>
        <translation>Als PNG, SVG, PDF oder CSV exportieren</translation>
    </message>
    <message>
        <source>What else can be done with it</source>
        <translation>Was sonst damit getan werden kann</translation>
    </message>
    <message>
        <source>Zoom in and out</source>
        <translation>Vergrößern und verkleinern</translation>
    </message>
    <message>
        <source>arrows</source>
        <translation>Pfeile</translation>
    </message>
    <message>
        <source>Move in time, scroll the ranks</source>
        <translation>In der Zeit bewegen, durch die Ranks rollen</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>The next hit; with Shift the one before</source>
        <translation>Der nächste Treffer; mit Umschalt der vorige</translation>
    </message>
    <message>
        <source>The span before, the next span of the row</source>
        <translation>Der vorige, der nächste Span der Zeile</translation>
    </message>
    <message>
        <source>Fold the rank of the span</source>
        <translation>Den Rank des Spans zuklappen</translation>
    </message>
    <message>
        <source>Highlight the critical path</source>
        <translation>Den kritischen Pfad hervorheben</translation>
    </message>
    <message>
        <source>time, {}</source>
        <translation>Zeit, {}</translation>
    </message>
    <message>
        <source>sigma {} of the transfer</source>
        <translation>Sigma {} der Übertragung</translation>
    </message>
    <message>
        <source>p90 {}</source>
        <translation>p90 {}</translation>
    </message>
    <message>
        <source>sigma {} of one shape</source>
        <translation>Sigma {} einer Form</translation>
    </message>
    <message>
        <source>Constants of {}</source>
        <translation>Konstanten von {}</translation>
    </message>
    <message>
        <source>Roofline of {}, {}</source>
        <translation>Roofline von {}, {}</translation>
    </message>
    <message>
        <source>other ({})</source>
        <translation>andere ({})</translation>
    </message>
    <message>
        <source>Measured times against the profile&apos;s, one row of {}</source>
        <translation>Gemessene Zeiten gegen die des Profils, eine Zeile von {}</translation>
    </message>
    <message>
        <source>not answered: {}, {}</source>
        <translation>nicht beantwortet: {}, {}</translation>
    </message>
    <message>
        <source>{} has no kernel constants yet.</source>
        <translation>{} hat noch keine Konstanten von Kerneln.</translation>
    </message>
    <message>
        <source>{} has no constants for {}.</source>
        <translation>{} hat keine Konstanten für {}.</translation>
    </message>
    <message>
        <source>Source: {}</source>
        <translation>Quelle: {}</translation>
    </message>
    <message>
        <source>Wrote {}.</source>
        <translation>{} geschrieben.</translation>
    </message>
    <message>
        <source>{} in {}</source>
        <translation>{} in {}</translation>
    </message>
    <message>
        <source>left out: {}, {}</source>
        <translation>ausgelassen: {}, {}</translation>
    </message>
    <message>
        <source>{} is no longer there</source>
        <translation>{} ist nicht mehr da</translation>
    </message>
    <message>
        <source>usable, {:.1f} GB</source>
        <translation>nutzbar, {:.1f} GB</translation>
    </message>
    <message>
        <source>on rank {}</source>
        <translation>auf Rank {}</translation>
    </message>
    <message>
        <source>{:.1f} % of what is usable</source>
        <translation>{:.1f} % des Nutzbaren</translation>
    </message>
    <message>
        <source>rank {}</source>
        <translation>Rank {}</translation>
    </message>
    <message>
        <source>Rank {} during one step</source>
        <translation>Rank {} während eines Schritts</translation>
    </message>
    <message>
        <source>Who owns activations and buffers of rank {} at its peak</source>
        <translation>Wem Aktivierungen und Puffer von Rank {} an seiner Spitze gehören</translation>
    </message>
    <message>
        <source>the fullest ({})</source>
        <translation>der vollste ({})</translation>
    </message>
    <message>
        <source>Does not fit. {} are usable of each GPU.</source>
        <translation>Passt nicht. {} sind von jeder GPU nutzbar.</translation>
    </message>
    <message>
        <source>Would fit: {}</source>
        <translation>Würde passen: {}</translation>
    </message>
    <message>
        <source>until {}</source>
        <translation>bis {}</translation>
    </message>
    <message>
        <source>{:.2f} failures a day</source>
        <translation>{:.2f} Ausfälle am Tag</translation>
    </message>
    <message>
        <source>{}, P5 to P95 shaded</source>
        <translation>{}, P5 bis P95 schattiert</translation>
    </message>
    <message>
        <source>days from {}</source>
        <translation>Tage ab {}</translation>
    </message>
    <message>
        <source>day {:.1f}</source>
        <translation>Tag {:.1f}</translation>
    </message>
    <message>
        <source>{} ends, {}</source>
        <translation>{} endet, {}</translation>
    </message>
    <message>
        <source>Drivers of the interval of the step, {} to {}</source>
        <translation>Treiber des Intervalls des Schritts, {} bis {}</translation>
    </message>
    <message>
        <source>Failures bring {} of the variance of the days, the step the rest.</source>
        <translation>Ausfälle bringen {} der Varianz der Tage, der Schritt den Rest.</translation>
    </message>
    <message>
        <source>{} cannot be read</source>
        <translation>{} kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>{} pruned</source>
        <translation>{} ausgeschlossen</translation>
    </message>
    <message>
        <source>{} is varied twice</source>
        <translation>{} wird zweimal variiert</translation>
    </message>
    <message>
        <source>{} simulated between them</source>
        <translation>{} dazwischen simuliert</translation>
    </message>
    <message>
        <source>{}: what the first lane of each process does</source>
        <translation>{}: was die erste Spur jedes Prozesses tut</translation>
    </message>
    <message>
        <source>{}: the names that take longest, summed over all lanes</source>
        <translation>{}: die Namen, die am längsten dauern, summiert über alle Spuren</translation>
    </message>
    <message>
        <source>Simulated: {}</source>
        <translation>Simuliert: {}</translation>
    </message>
    <message>
        <source>Measured: {}</source>
        <translation>Gemessen: {}</translation>
    </message>
    <message>
        <source>{}
kind: {}
start: {}
duration: {}
{}, {}</source>
        <translation>{}
Art: {}
Beginn: {}
Dauer: {}
{}, {}</translation>
    </message>
    <message>
        <source>{} selected</source>
        <translation>{} gewählt</translation>
    </message>
    <message>
        <source>Step time, predicted against measured, by {}</source>
        <translation>Schrittzeit, vorhergesagt gegen gemessen, nach {}</translation>
    </message>
    <message>
        <source>{} of {}</source>
        <translation>{} von {}</translation>
    </message>
    <message>
        <source>{} (source, model, GPU) once each</source>
        <translation>{} (Quelle, Modell, GPU) je einmal</translation>
    </message>
    <message>
        <source>Errors by {}</source>
        <translation>Fehler nach {}</translation>
    </message>
    <message>
        <source>changes: discount=0.08</source>
        <translation>Änderung: discount=0.08</translation>
    </message>
    <message>
        <source>Changes of the question, such as caps.budget=$90M; discount=0.08</source>
        <translation>Änderungen der Frage, etwa caps.budget=$90M; discount=0.08</translation>
    </message>
    <message>
        <source>goal: days&lt;=60</source>
        <translation>Ziel: days&lt;=60</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>any</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>Hides plans on more GPUs; nothing is searched anew</source>
        <translation>Verbirgt Pläne auf mehr GPUs; es wird nicht neu gesucht</translation>
    </message>
    <message>
        <source>Hides plans whose fullest GPU holds more, in GB</source>
        <translation>Verbirgt Pläne, deren vollste GPU mehr hält, in GB</translation>
    </message>
    <message>
        <source>MFU from</source>
        <translation>MFU ab</translation>
    </message>
    <message>
        <source>%</source>
        <translation>%</translation>
    </message>
    <message>
        <source>Hides plans below this MFU, in %</source>
        <translation>Verbirgt Pläne unter dieser MFU, in %</translation>
    </message>
    <message>
        <source>Only this schedule</source>
        <translation>Nur dieser Schedule</translation>
    </message>
    <message>
        <source>any schedule</source>
        <translation>jeder Schedule</translation>
    </message>
    <message>
        <source>Only plans that no other listed beats in step time, memory left and GPUs</source>
        <translation>Nur Pläne, die kein anderer der Liste in Schrittzeit, freiem Speicher und GPUs schlägt</translation>
    </message>
    <message>
        <source>Press {} for the answer of this version.</source>
        <translation>{} gibt die Antwort dieser Version.</translation>
    </message>
    <message>
        <source>Earlier settings: this belongs to {}, not to {}.</source>
        <translation>Frühere Einstellungen: dies gehört zu {}, nicht zu {}.</translation>
    </message>
    <message>
        <source>what is open now</source>
        <translation>dem, was jetzt offen ist</translation>
    </message>
    <message>
        <source>The new answer is being computed.</source>
        <translation>Die neue Antwort wird berechnet.</translation>
    </message>
    <message>
        <source>It will be updated in a moment.</source>
        <translation>Gleich wird neu gerechnet.</translation>
    </message>
    <message>
        <source>Press {} for the new answer.</source>
        <translation>{} gibt die neue Antwort.</translation>
    </message>
    <message>
        <source>is neither a scenario, nor a session, nor a trace: expected a JSON object with &quot;model&quot;, &quot;cluster&quot; and &quot;plan&quot;, a session saved here, or a trace of a profiler (&quot;traceEvents&quot; or a list of events, .json or .json.gz)</source>
        <translation>ist weder Szenario noch Sitzung noch Trace: erwartet wird ein JSON-Objekt mit &quot;model&quot;, &quot;cluster&quot; und &quot;plan&quot;, eine hier gespeicherte Sitzung oder der Trace eines Profilers (&quot;traceEvents&quot; oder eine Liste von Ereignissen, .json oder .json.gz)</translation>
    </message>
    <message>
        <source>it is no JSON object and no list</source>
        <translation>es ist weder JSON-Objekt noch Liste</translation>
    </message>
    <message>
        <source>the object is empty</source>
        <translation>das Objekt ist leer</translation>
    </message>
    <message>
        <source>found: {}</source>
        <translation>gefunden: {}</translation>
    </message>
    <message>
        <source>step time, P5</source>
        <translation>Schrittzeit, P5</translation>
    </message>
    <message>
        <source>step time, P95</source>
        <translation>Schrittzeit, P95</translation>
    </message>
    <message>
        <source>bubble</source>
        <translation>Bubble</translation>
    </message>
    <message>
        <source>cost</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>The kept sweep does not say what it varied.</source>
        <translation>Der aufbewahrte Sweep sagt nicht, was er verändert hat.</translation>
    </message>
    <message>
        <source>A plan was searched at every point: that takes long.</source>
        <translation>An jedem Punkt wurde ein Plan gesucht: das dauert lange.</translation>
    </message>
    <message>
        <source>Nothing has changed: this program gives the same {} numbers.</source>
        <translation>Nichts hat sich geändert: dieses Programm gibt dieselben {} Zahlen.</translation>
    </message>
    <message>
        <source>This program says otherwise: {} numbers differ, {} are the same, {} stand in one of the two alone. It, its constants or the scenario&apos;s files have changed since.</source>
        <translation>Dieses Programm sagt anderes: {} Zahlen weichen ab, {} sind gleich, {} stehen nur in einem von beiden. Es selbst, seine Konstanten oder die Dateien des Szenarios haben sich seither geändert.</translation>
    </message>
    <message>
        <source>Kept and now</source>
        <translation>Aufbewahrt und jetzt</translation>
    </message>
    <message>
        <source> (the first {} of {})</source>
        <translation> (die ersten {} von {})</translation>
    </message>
    <message>
        <source>number</source>
        <translation>Zahl</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>change</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>Today&apos;s figures cannot be computed: {}</source>
        <translation>Die heutigen Zahlen lassen sich nicht berechnen: {}</translation>
    </message>
    <message>
        <source>Nothing has changed: this program says the same, to the byte.</source>
        <translation>Nichts hat sich geändert: dieses Programm sagt Byte für Byte dasselbe.</translation>
    </message>
    <message>
        <source>figure</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>not kept</source>
        <translation>nicht aufbewahrt</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>gleich</translation>
    </message>
    <message>
        <source>This program says otherwise: it, its constants or the scenario&apos;s files have changed since.</source>
        <translation>Dieses Programm sagt anderes: es selbst, seine Konstanten oder die Dateien des Szenarios haben sich seither geändert.</translation>
    </message>
    <message>
        <source>The headline figures are the same; other parts of the report have changed.</source>
        <translation>Die Hauptzahlen sind gleich; andere Teile des Berichts haben sich geändert.</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>{} items</source>
        <translation>{} Einträge</translation>
    </message>
    <message>
        <source>{} fields</source>
        <translation>{} Felder</translation>
    </message>
    <message>
        <source>field</source>
        <translation>Feld</translation>
    </message>
    <message>
        <source>{}: the file of kept results is no longer there</source>
        <translation>{}: die Datei der aufbewahrten Ergebnisse ist nicht mehr da</translation>
    </message>
    <message>
        <source>The kept run names no scenario.</source>
        <translation>Der aufbewahrte Lauf nennt kein Szenario.</translation>
    </message>
    <message>
        <source>To compute {} again takes long.</source>
        <translation>{} noch einmal zu berechnen dauert lange.</translation>
    </message>
    <message>
        <source>Not finished, begun on {} UTC: {}.</source>
        <translation>Nicht fertig, begonnen am {} UTC: {}.</translation>
    </message>
    <message>
        <source>Kept on {} UTC by an earlier version: {}.</source>
        <translation>Aufbewahrt am {} UTC von einer früheren Version: {}.</translation>
    </message>
    <message>
        <source>Kept on {} UTC by version {}: {}.</source>
        <translation>Aufbewahrt am {} UTC von Version {}: {}.</translation>
    </message>
    <message>
        <source>{} results are kept so far; the same command goes on from there.</source>
        <translation>{} Ergebnisse sind bisher aufbewahrt; derselbe Befehl macht dort weiter.</translation>
    </message>
    <message>
        <source>The kept report is damaged: it is no JSON object.</source>
        <translation>Der aufbewahrte Bericht ist beschädigt: er ist kein JSON-Objekt.</translation>
    </message>
    <message>
        <source>As it was kept</source>
        <translation>Wie aufbewahrt</translation>
    </message>
    <message>
        <source>{}, version {}  {}</source>
        <translation>{}, Version {}  {}</translation>
    </message>
    <message>
        <source>Best plans; open one with a double click or Enter, here or in the chart</source>
        <translation>Beste Pläne; einer öffnet sich mit Doppelklick oder Eingabe, hier oder im Diagramm</translation>
    </message>
    <message>
        <source>Best plans, {} of {} by the filters; open one with a double click or Enter</source>
        <translation>Beste Pläne, {} von {} nach den Filtern; einer öffnet sich mit Doppelklick oder Eingabe</translation>
    </message>
    <message>
        <source>front</source>
        <translation>Front</translation>
    </message>
    <message>
        <source>Step time against memory left; the front is what no other plan beats</source>
        <translation>Schrittzeit gegen freien Speicher; die Front schlägt kein anderer Plan</translation>
    </message>
    <message>
        <source>beaten by another</source>
        <translation>von einem anderen geschlagen</translation>
    </message>
    <message>
        <source>#{}: {} on {} GPUs</source>
        <translation>#{}: {} auf {} GPUs</translation>
    </message>
    <message>
        <source>Plans left out, with one case of each reason</source>
        <translation>Ausgelassene Pläne, mit einem Fall je Grund</translation>
    </message>
    <message>
        <source>the kept report is no report of a search</source>
        <translation>der aufbewahrte Bericht ist kein Bericht einer Suche</translation>
    </message>
    <message>
        <source>None of the {} plans passes the filters.</source>
        <translation>Keiner der {} Pläne kommt durch die Filter.</translation>
    </message>
    <message>
        <source>{}: what its critical path spends the step on</source>
        <translation>{}: womit sein kritischer Pfad den Schritt verbringt</translation>
    </message>
    <message>
        <source>what</source>
        <translation>was</translation>
    </message>
    <message>
        <source>of the step</source>
        <translation>des Schritts</translation>
    </message>
    <message>
        <source>the step</source>
        <translation>der Schritt</translation>
    </message>
    <message>
        <source>Critical path: {} = {}</source>
        <translation>Kritischer Pfad: {} = {}</translation>
    </message>
    <message>
        <source>Shifted by {}: agreement {} of 1 ({}).</source>
        <translation>Verschoben um {}: Übereinstimmung {} von 1 ({}).</translation>
    </message>
    <message>
        <source>Shifted by {}: fits {} best, agreement {} of 1 ({}).</source>
        <translation>Verschoben um {}: passt am besten zu {}, Übereinstimmung {} von 1 ({}).</translation>
    </message>
    <message>
        <source>{}, shifted by {}</source>
        <translation>{}, verschoben um {}</translation>
    </message>
    <message>
        <source>GPUs up to</source>
        <translation>GPUs bis</translation>
    </message>
    <message>
        <source>memory to</source>
        <translation>Speicher bis</translation>
    </message>
    <message>
        <source>Pareto onl&amp;y</source>
        <translation>nur &amp;Pareto</translation>
    </message>
    <message>
        <source>Earlier settings: the controls or the scenario&apos;s file have changed since.</source>
        <translation>Frühere Einstellungen: Die Eingaben oder die Datei des Szenarios haben sich seither geändert.</translation>
    </message>
    <message>
        <source>What they were fitted to or taken from</source>
        <translation>Woran sie angepasst oder woraus sie entnommen sind</translation>
    </message>
    <message>
        <source>no.</source>
        <translation>Nr.</translation>
    </message>
    <message>
        <source>none fits in memory</source>
        <translation>keines passt in den Speicher</translation>
    </message>
    <message>
        <source>days, main phase</source>
        <translation>Tage, Hauptphase</translation>
    </message>
    <message>
        <source>GPU-hours, main phase</source>
        <translation>GPU-Stunden, Hauptphase</translation>
    </message>
    <message>
        <source>dollars, main phase</source>
        <translation>Dollar, Hauptphase</translation>
    </message>
    <message>
        <source>dollars, all phases</source>
        <translation>Dollar, alle Phasen</translation>
    </message>
    <message>
        <source>{} days, {} GPU-hours</source>
        <translation>{} Tage, {} GPU-Stunden</translation>
    </message>
    <message>
        <source>Step time against memory left of the plans listed</source>
        <translation>Schrittzeit gegen freien Speicher der aufgeführten Pläne</translation>
    </message>
    <message>
        <source>no listed one beats it</source>
        <translation>ungeschlagen</translation>
    </message>
    <message>
        <source>{}: expected a number such as 60, found {}</source>
        <translation>{}: erwartet wird eine Zahl wie 60, gefunden {}</translation>
    </message>
    <message>
        <source>step of the best plan</source>
        <translation>Schritt des besten Plans</translation>
    </message>
    <message>
        <source>Best by {}: {}</source>
        <translation>Bester ({}): {}</translation>
    </message>
    <message>
        <source>Error of a kernel&apos;s time, in bins of 3 %</source>
        <translation>Fehler der Zeit eines Kernels, in Klassen von 3 %</translation>
    </message>
    <message>
        <source>pipeline rank</source>
        <translation>Pipeline-Rang</translation>
    </message>
    <message>
        <source>Error of the step time, in bins of 5 %</source>
        <translation>Fehler der Schrittzeit, in Klassen von 5 %</translation>
    </message>
    <message>
        <source>all scenarios</source>
        <translation>alle Szenarien</translation>
    </message>
    <message>
        <source>Scenarios</source>
        <translation>Szenarien</translation>
    </message>
    <message>
        <source>scenario</source>
        <translation>Szenario</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>page</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>about</source>
        <translation>handelt von</translation>
    </message>
    <message>
        <source>Written by trainyard {}.</source>
        <translation>Geschrieben von trainyard {}.</translation>
    </message>
    <message>
        <source>What this report covers</source>
        <translation>Wovon dieser Bericht handelt</translation>
    </message>
    <message>
        <source>time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>tasks on the path</source>
        <translation>Aufgaben auf dem Pfad</translation>
    </message>
    <message>
        <source>parts of other tasks</source>
        <translation>Teile anderer Aufgaben</translation>
    </message>
    <message>
        <source>The scenario gives its goodput ({}); failures are not counted. Rates of failures, chosen beside the sliders, or a block &quot;reliability&quot; in the scenario count them.</source>
        <translation>Das Szenario gibt seinen Goodput an ({}); Ausfälle werden nicht gezählt. Ausfallraten, neben den Reglern gewählt, oder ein Block &quot;reliability&quot; im Szenario zählen sie.</translation>
    </message>
    <message>
        <source>predicted over measured less 1, % from here on; ends: and beyond</source>
        <translation>Vorhersage durch Messung minus 1, % ab hier; außen: und darüber</translation>
    </message>
</context>
<context>
    <name>trainyard::gui::AskedPage</name>
    <message>
        <source>&amp;Update automatically</source>
        <translation>&amp;Jeweils aktualisieren</translation>
    </message>
    <message>
        <source>Ask anew whenever the scenario, a slider or a control has changed and rested</source>
        <translation>Neu fragen, sobald sich Szenario, Regler oder Angaben geändert haben und ruhen</translation>
    </message>
    <message>
        <source>What is shown</source>
        <translation>Was gezeigt wird</translation>
    </message>
</context>
<context>
    <name>trainyard::gui::ChartView</name>
    <message>
        <source>Copy &amp;picture</source>
        <translation>&amp;Bild kopieren</translation>
    </message>
    <message>
        <source>Copy &amp;data</source>
        <translation>&amp;Daten kopieren</translation>
    </message>
    <message>
        <source>&amp;Export as PNG, SVG, PDF or CSV...</source>
        <translation>Als PNG, SVG, PDF oder CSV &amp;exportieren...</translation>
    </message>
    <message>
        <source>Export chart</source>
        <translation>Diagramm exportieren</translation>
    </message>
    <message>
        <source>Pictures and data (*.png *.svg *.pdf *.csv)</source>
        <translation>Bilder und Daten (*.png *.svg *.pdf *.csv)</translation>
    </message>
</context>
<context>
    <name>trainyard::gui::EntryStrip</name>
    <message>
        <source>Scenarios side by side</source>
        <translation>Szenarien nebeneinander</translation>
    </message>
    <message>
        <source>No scenario is open.</source>
        <translation>Kein Szenario ist offen.</translation>
    </message>
    <message>
        <source>baseline: </source>
        <translation>Baseline: </translation>
    </message>
    <message>
        <source>Make it the baseline</source>
        <translation>Zur Baseline machen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>A copy of the chosen scenario beside it, to change (Ctrl+D)</source>
        <translation>Eine Kopie des gewählten Szenarios daneben, zum Ändern (Strg+D)</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Duplizieren</translation>
    </message>
</context>
<context>
    <name>trainyard::gui::KeptDialog</name>
    <message>
        <source>Kept result</source>
        <translation>Aufbewahrtes Ergebnis</translation>
    </message>
    <message>
        <source>&amp;Figures</source>
        <translation>&amp;Zahlen</translation>
    </message>
    <message>
        <source>The report as text</source>
        <translation>Der Bericht als Text</translation>
    </message>
    <message>
        <source>&amp;Text</source>
        <translation>&amp;Text</translation>
    </message>
    <message>
        <source>&amp;Open its scenarios</source>
        <translation>Seine Szenarien ö&amp;ffnen</translation>
    </message>
</context>
<context>
    <name>trainyard::gui::LibraryPanel</name>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Filter the library</source>
        <translation>Die Bibliothek filtern</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>Da&amp;zu</translation>
    </message>
    <message>
        <source>Beside the others (double click, Enter)</source>
        <translation>Neben die anderen (Doppelklick, Eingabe)</translation>
    </message>
    <message>
        <source>O&amp;nly</source>
        <translation>&amp;Nur</translation>
    </message>
    <message>
        <source>In place of all others</source>
        <translation>Anstelle aller anderen</translation>
    </message>
    <message>
        <source>Fil&amp;e...</source>
        <translation>Dat&amp;ei...</translation>
    </message>
    <message>
        <source>cannot be read: %1</source>
        <translation>nicht lesbar: %1</translation>
    </message>
</context>
<context>
    <name>trainyard::gui::MainWindow</name>
    <message>
        <source>Trainyard</source>
        <translation>Trainyard</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>What if</source>
        <translation>Was wäre wenn</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Edit scenario...</source>
        <translation>Szenario &amp;bearbeiten...</translation>
    </message>
    <message>
        <source>&amp;Save session...</source>
        <translation>Sitzung &amp;speichern...</translation>
    </message>
    <message>
        <source>&amp;Report as PDF or HTML...</source>
        <translation>Bericht als PDF oder &amp;HTML...</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>B&amp;eenden</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Appearance</source>
        <translation>&amp;Darstellung</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>Wie das &amp;System</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>&amp;Vergleich</translation>
    </message>
    <message>
        <source>&amp;Duplicate the chosen scenario</source>
        <translation>Gewähltes Szenario &amp;duplizieren</translation>
    </message>
    <message>
        <source>Make it the &amp;baseline</source>
        <translation>Zur &amp;Baseline machen</translation>
    </message>
    <message>
        <source>&amp;Remove it</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts...</source>
        <translation>&amp;Tastenkürzel...</translation>
    </message>
    <message>
        <source>&amp;About Trainyard</source>
        <translation>Ü&amp;ber Trainyard</translation>
    </message>
    <message>
        <source>Trainyard %1 simulates GPU training clusters.
The same library answers here and in the command trainyard.</source>
        <translation>Trainyard %1 simuliert GPU-Cluster beim Training.
Hier und im Befehl trainyard antwortet dieselbe Bibliothek.</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
    <message>
        <source>Save session</source>
        <translation>Sitzung speichern</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>Wrote %1.</source>
        <translation>%1 geschrieben.</translation>
    </message>
    <message>
        <source>Open a scenario first.</source>
        <translation>Öffnen Sie zuerst ein Szenario.</translation>
    </message>
    <message>
        <source>%1 is no file of this computer.</source>
        <translation>%1 ist keine Datei dieses Rechners.</translation>
    </message>
    <message>
        <source>&amp;Open scenario, session or trace...</source>
        <translation>Szenario, Sitzung oder Trace ö&amp;ffnen...</translation>
    </message>
    <message>
        <source>Reading the kept result ...</source>
        <translation>Liest das aufbewahrte Ergebnis ...</translation>
    </message>
    <message>
        <source>Open a scenario, a session or a trace</source>
        <translation>Szenario, Sitzung oder Trace öffnen</translation>
    </message>
    <message>
        <source>JSON (*.json *.json.gz *.gz);;All files (*)</source>
        <translation>JSON (*.json *.json.gz *.gz);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Open the &amp;last session again</source>
        <translation>&amp;Letzte Sitzung wieder öffnen</translation>
    </message>
    <message>
        <source>%1 opens the last session again.</source>
        <translation>%1 öffnet die letzte Sitzung wieder.</translation>
    </message>
</context>
<context>
    <name>trainyard::gui::MessageBar</name>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>Close the message</source>
        <translation>Meldung schließen</translation>
    </message>
</context>
<context>
    <name>trainyard::gui::Page</name>
    <message>
        <source>This is a bug of ours: %1</source>
        <translation>Das ist ein Fehler von uns: %1</translation>
    </message>
</context>
<context>
    <name>trainyard::gui::ReportDialog</name>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>Pages that have been opened and show something:</source>
        <translation>Seiten, die geöffnet wurden und etwas zeigen:</translation>
    </message>
    <message>
        <source>File, ending in .pdf or .html</source>
        <translation>Datei mit der Endung .pdf oder .html</translation>
    </message>
    <message>
        <source>&amp;Browse...</source>
        <translation>&amp;Durchsuchen...</translation>
    </message>
    <message>
        <source>Reports (*.pdf *.html)</source>
        <translation>Berichte (*.pdf *.html)</translation>
    </message>
    <message>
        <source>%1 exists already. Overwrite it?</source>
        <translation>%1 ist schon da. Überschreiben?</translation>
    </message>
</context>
<context>
    <name>trainyard::gui::ScenarioEditor</name>
    <message>
        <source>Scenario %1</source>
        <translation>Szenario %1</translation>
    </message>
    <message>
        <source>&amp;File; quantities carry their unit, as in &quot;3.35 TB/s&quot;</source>
        <translation>&amp;Datei; Größen tragen ihre Einheit, etwa &quot;3.35 TB/s&quot;</translation>
    </message>
    <message>
        <source>&amp;Changes, one per line, as in plan.pp=8 or node.nic=200 Gb/s</source>
        <translation>Änd&amp;erungen, eine je Zeile, etwa plan.pp=8 oder node.nic=200 Gb/s</translation>
    </message>
    <message>
        <source>Problems (double click jumps there)</source>
        <translation>Probleme (Doppelklick springt dorthin)</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>&amp;Simulate</source>
        <translation>&amp;Simulieren</translation>
    </message>
    <message>
        <source>Save &amp;as...</source>
        <translation>Speichern &amp;unter...</translation>
    </message>
    <message>
        <source>None.</source>
        <translation>Keine.</translation>
    </message>
    <message>
        <source>Save scenario</source>
        <translation>Szenario speichern</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
</context>
<context>
    <name>trainyard::gui::SessionKeeper</name>
    <message>
        <source>This session is not kept: %1</source>
        <translation>Diese Sitzung wird nicht aufbewahrt: %1</translation>
    </message>
</context>
<context>
    <name>trainyard::gui::ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
</context>
<context>
    <name>trainyard::gui::TableView</name>
    <message>
        <source>&amp;Copy rows</source>
        <translation>Zeilen &amp;kopieren</translation>
    </message>
    <message>
        <source>&amp;Export as CSV...</source>
        <translation>Als CSV &amp;exportieren...</translation>
    </message>
    <message>
        <source>Export table</source>
        <translation>Tabelle exportieren</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation>CSV (*.csv)</translation>
    </message>
</context>
<context>
    <name>trainyard::gui::TimelinePage</name>
    <message>
        <source>What the critical path is made of</source>
        <translation>Woraus der kritische Pfad besteht</translation>
    </message>
    <message>
        <source>Selected span or range</source>
        <translation>Gewählter Span oder Bereich</translation>
    </message>
    <message>
        <source>Reading...</source>
        <translation>Liest...</translation>
    </message>
    <message>
        <source>Open measured trace...</source>
        <translation>Gemessenen Trace öffnen...</translation>
    </message>
    <message>
        <source>This is a bug of ours: %1</source>
        <translation>Das ist ein Fehler von uns: %1</translation>
    </message>
    <message>
        <source>%1 %2 of %3 MB,</source>
        <translation>%1 %2 von %3 MB,</translation>
    </message>
    <message>
        <source>Open a scenario from the library on the left.</source>
        <translation>Öffnen Sie links in der Bibliothek ein Szenario.</translation>
    </message>
    <message>
        <source>Search spans</source>
        <translation>Spans suchen</translation>
    </message>
    <message>
        <source>Part of a name, such as &quot;dispatch&quot; or &quot;micro-batch 7&quot;; Enter goes to the next hit (N, Shift+N)</source>
        <translation>Teil eines Namens, etwa &quot;dispatch&quot; oder &quot;micro-batch 7&quot;; Eingabe geht zum nächsten Treffer (N, Umschalt+N)</translation>
    </message>
    <message>
        <source>Number of hits</source>
        <translation>Anzahl der Treffer</translation>
    </message>
    <message>
        <source>Previous hit</source>
        <translation>Voriger Treffer</translation>
    </message>
    <message>
        <source>Next hit</source>
        <translation>Nächster Treffer</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Show everything (F)</source>
        <translation>Alles zeigen (F)</translation>
    </message>
    <message>
        <source>Critical path</source>
        <translation>Kritischer Pfad</translation>
    </message>
    <message>
        <source>Highlight the chain of kernels, communication and transfers that decides the step&apos;s time (C); P and Shift+P go along it</source>
        <translation>Die Kette von Kernels, Kommunikation und Übertragungen hervorheben, die die Schrittzeit bestimmt (C); P und Umschalt+P gehen sie entlang</translation>
    </message>
    <message>
        <source>Ranks only</source>
        <translation>Nur Ranks</translation>
    </message>
    <message>
        <source>Fold all ranks to their first lane</source>
        <translation>Alle Ranks auf ihre erste Spur zuklappen</translation>
    </message>
    <message>
        <source>Show a PyTorch profiler, Kineto or Chrome trace (.json, .json.gz) below the simulation; files can be dropped here, too</source>
        <translation>Einen Trace des PyTorch-Profilers, von Kineto oder Chrome (.json, .json.gz) unter der Simulation zeigen; Dateien lassen sich auch hierher ziehen</translation>
    </message>
    <message>
        <source>Shift measured by</source>
        <translation>Messung verschieben um</translation>
    </message>
    <message>
        <source> ms</source>
        <translation> ms</translation>
    </message>
    <message>
        <source>Shift of the measured trace, in milliseconds</source>
        <translation>Verschiebung des gemessenen Trace, in Millisekunden</translation>
    </message>
    <message>
        <source>How much later than its own times the measured trace is shown. Ctrl and drag, or comma and full stop, move it in the picture</source>
        <translation>Wie viel später als nach seinen eigenen Zeiten der gemessene Trace gezeigt wird. Strg und Ziehen oder Komma und Punkt bewegen ihn im Bild</translation>
    </message>
    <message>
        <source>Align starts</source>
        <translation>Anfänge ausrichten</translation>
    </message>
    <message>
        <source>The first measured kernel begins with the first simulated work</source>
        <translation>Der erste gemessene Kernel beginnt mit der ersten simulierten Arbeit</translation>
    </message>
    <message>
        <source>Align best</source>
        <translation>Bestens ausrichten</translation>
    </message>
    <message>
        <source>Look for the shift at which busy and idle correlate most, on any pipeline rank</source>
        <translation>Die Verschiebung suchen, bei der Arbeit und Leerlauf am meisten übereinstimmen, auf jedem Pipeline-Rank</translation>
    </message>
    <message>
        <source>No shift</source>
        <translation>Ohne Verschiebung</translation>
    </message>
    <message>
        <source>Both begin at 0</source>
        <translation>Beide beginnen bei 0</translation>
    </message>
    <message>
        <source>Close trace</source>
        <translation>Trace schließen</translation>
    </message>
    <message>
        <source>Take the measured trace away</source>
        <translation>Den gemessenen Trace wegnehmen</translation>
    </message>
    <message>
        <source>Open a measured trace</source>
        <translation>Einen gemessenen Trace öffnen</translation>
    </message>
    <message>
        <source>Traces (*.json *.json.gz *.gz);;All files (*)</source>
        <translation>Traces (*.json *.json.gz *.gz);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Aligning needs a simulated step and a measured trace.</source>
        <translation>Zum Ausrichten braucht es einen simulierten Schritt und einen gemessenen Trace.</translation>
    </message>
    <message>
        <source>Wheel: zoom. Drag: pan. Shift and drag: select a range. Click a name: fold. Keys: + - arrows F / N C P [ ] Space.</source>
        <translation>Rad: Zoom. Ziehen: verschieben. Umschalt und ziehen: Bereich wählen. Klick auf einen Namen: zuklappen. Tasten: + - Pfeile F / N C P [ ] Leertaste.</translation>
    </message>
    <message>
        <source>Measured trace shifted by %1 (Ctrl and drag, comma and full stop).</source>
        <translation>Gemessener Trace um %1 verschoben (Strg und ziehen, Komma und Punkt).</translation>
    </message>
</context>
<context>
    <name>trainyard::gui::TimelineView</name>
    <message>
        <source>Export timeline</source>
        <translation>Zeitachse exportieren</translation>
    </message>
    <message>
        <source>Pictures and data (*.png *.svg *.pdf *.csv)</source>
        <translation>Bilder und Daten (*.png *.svg *.pdf *.csv)</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitachse</translation>
    </message>
    <message>
        <source>Nothing is shown yet.</source>
        <translation>Noch ist nichts zu sehen.</translation>
    </message>
    <message>
        <source>Nothing is selected.</source>
        <translation>Nichts ist gewählt.</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>&amp;Alles zeigen</translation>
    </message>
    <message>
        <source>Fold &amp;all</source>
        <translation>Alle &amp;zuklappen</translation>
    </message>
    <message>
        <source>&amp;Unfold all</source>
        <translation>Alle a&amp;ufklappen</translation>
    </message>
    <message>
        <source>Copy &amp;picture</source>
        <translation>&amp;Bild kopieren</translation>
    </message>
    <message>
        <source>Copy &amp;data</source>
        <translation>&amp;Daten kopieren</translation>
    </message>
    <message>
        <source>&amp;Export as PNG, SVG, PDF or CSV...</source>
        <translation>Als PNG, SVG, PDF oder CSV &amp;exportieren...</translation>
    </message>
</context>
<context>
    <name>trainyard::gui::WhatIfPanel</name>
    <message>
        <source>&amp;Reset</source>
        <translation>Zu&amp;rücksetzen</translation>
    </message>
    <message>
        <source>The scenario&apos;s own values</source>
        <translation>Die eigenen Werte des Szenarios</translation>
    </message>
    <message>
        <source>Open a scenario to see its knobs.</source>
        <translation>Öffnen Sie ein Szenario, um seine Stellgrößen zu sehen.</translation>
    </message>
    <message>
        <source>Rates of failures</source>
        <translation>Ausfallraten</translation>
    </message>
    <message>
        <source>Whose failures are counted: goodput and the time between failures follow</source>
        <translation>Wessen Ausfälle gezählt werden: Goodput und Zeit zwischen Ausfällen folgen daraus</translation>
    </message>
    <message>
        <source>none: goodput %1</source>
        <translation>keine: Goodput %1</translation>
    </message>
</context>
</TS>
