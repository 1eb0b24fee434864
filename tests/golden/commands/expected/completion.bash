# bash completion of trainyard
_trainyard_files() {
  compopt -o filenames 2>/dev/null  # a folder goes on with a slash
  COMPREPLY=($(compgen -f -- "$1"))
}
_trainyard() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]} words=""
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "run list show explain compare search sweep plan calibrate claims validate runs completion version help" -- "$current"))
    return
  fi
  case "$previous" in
    --stage) COMPREPLY=($(compgen -W "memory operators graph timeline run" -- "$current")); return ;;
    --kind) COMPREPLY=($(compgen -W "scenarios models clusters nodes fabrics gpus kernels software prices failures offers ownership schedules collectives families uncertain reports" -- "$current")); return ;;
    --output | --trace | --kernels | --keep | --html | --xlsx | --store) _trainyard_files "$current"; return ;;
    --update | --check | --base)
      words="$(for kind in gpus nodes; do trainyard list $kind --names 2>/dev/null; done)"
      _trainyard_files "$current"
      COMPREPLY+=($(compgen -W "$words" -- "$current"))
      return ;;
    --set | --seed | --gpu | --source) return ;;
  esac
  local word before=""
  for word in "${COMP_WORDS[@]:2:COMP_CWORD-2}"; do
    [[ "$word" == --* ]] && before=$word
  done
  case "$before" in
    --from | --against)
      if [[ "$current" != -* ]]; then _trainyard_files "$current"; return; fi ;;
  esac
  case "$command" in
    run) words="--set --json --csv --output --trace --expand --no-interval --seed --store --no-store --help" ;;
    list) words="--names --json --help" ;;
    show) words="--kind --json --help" ;;
    explain) words="--stage --set --help" ;;
    compare) words="--set --baseline --json --csv --html --output --no-interval --threads --seed --store --no-store --help" ;;
    search) words="--set --tp --pp --vp --cp --ep --etp --micro-batch --zero --schedule --recompute --layouts --gpus --objective --min-headroom --top --explain --save --export --pick --json --csv --output --threads --seed --store --no-store --help" ;;
    sweep) words="--vary --set --fix-plan --replan --column --goal --interval --no-refine --json --csv --chart --output --threads --seed --knobs --store --no-store --help" ;;
    plan) words="--set --json --html --xlsx --output --threads --seed --store --no-store --help" ;;
    calibrate) words="--from --gpu --full --kernels --keep --update --base --source --check --against --seed --json --help" ;;
    claims) words="--json --help" ;;
    validate) words="--data --filter --by --rows --json --csv --max-median --max-p90 --without --anchor --honest --fit --threads --help" ;;
    runs) words="--store --command --title --all --json --help" ;;
    completion) words="--help" ;;
    version) words="--help" ;;
    help) words="run list show explain compare search sweep plan calibrate claims validate runs completion version " ;;
  esac
  if [[ "$current" != -* ]]; then
    case "$command" in
      run | explain) words="$(trainyard list scenarios --names 2>/dev/null)"; COMPREPLY=($(compgen -f -- "$current")) ;;
      plan) words="$(trainyard list offers --names 2>/dev/null)"; COMPREPLY=($(compgen -f -- "$current")) ;;
      list) words="scenarios models clusters nodes fabrics gpus kernels software prices failures offers ownership schedules collectives families uncertain reports" ;;
      show) words="$(for kind in scenarios models clusters nodes fabrics gpus kernels software prices failures offers ownership schedules collectives families uncertain reports; do trainyard list $kind --names 2>/dev/null; done)" ;;
      completion) words="bash" ;;
    esac
  fi
  COMPREPLY+=($(compgen -W "$words" -- "$current"))
}
complete -F _trainyard trainyard
