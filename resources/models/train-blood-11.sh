#!/usr/bin/env bash
# Trains the shipped model again: about two hours on two idle CPU cores. May be stopped at any time and
# called again: each stage goes on after its last epoch.
#
#   resources/models/train-blood-11.sh DATA WORK
#
# DATA  folder with pbc.csv and the images it names (Acevedo et al. 2020, CC BY 4.0), and pbc_attributes.csv
#       (WBCAtt, Tsutsui et al. 2023, MIT)
# WORK  folder for drawn cells, checkpoints and the result, WORK/blood-11.cellmodel
# CELLWISE_CLI names the program if it is not on the path.
set -euo pipefail
data=$1 work=$2
here=$(cd "$(dirname "$0")" && pwd)
cli=${CELLWISE_CLI:-cellwise-cli}
scheme=$here/../schemes/blood-11.json
mkdir -p "$work"

# Large allocations are kept instead of given back to the system after every operation.
export MALLOC_TRIM_THRESHOLD_=536870912 MALLOC_MMAP_THRESHOLD_=33554432

cells=(--index "$data/pbc.csv" --root "$data" --scheme "$scheme" --batch 48 --seed 7)
# The first three stages made version 1.0: a wider view, the background as it is.
common=("${cells[@]}" --preset small --centre 0.75 --background keep)

# 1. From scratch, on real cells alone: the first 21 epochs of a schedule of 26.
if ! grep -q '"epoch":21,' "$work/stage1/log.jsonl" 2>/dev/null; then
  "$cli" train "${common[@]}" --out "$work/stage1.cellmodel" --run "$work/stage1" --drop-path 0.05 \
    --stain 0.8 --colour 0.8 --epochs 26 --stop-after 21 --lr 1.2e-3 --warm-up 250
fi

# 2. On, with drawn cells among the real ones. Thresholds and figures rest on real cells; the drawn
#    cells' figures are kept apart ("extra").
[ -e "$work/drawn/index.csv" ] || "$cli" synthesize --crops 150 --scheme "$scheme" --seed 2026 --out "$work/drawn"
extra=(--extra-index "$work/drawn/index.csv" --extra-root "$work/drawn" --name "Cellwise blood 11")
if [ ! -e "$work/stage2.cellmodel/manifest.json" ]; then
  "$cli" train "${common[@]}" "${extra[@]}" --drop-path 0.05 --init "$work/stage1/checkpoint.safetensors" \
    --out "$work/stage2.cellmodel" --stain 0.7 --colour 0.7 --epochs 7 --lr 6e-4 --warm-up 100
fi

# 3. On, under strong stain and colour jitter.
if [ ! -e "$work/stage3.cellmodel/manifest.json" ]; then
  "$cli" train "${common[@]}" "${extra[@]}" --drop-path 0.03 --init "$work/stage2.cellmodel" \
    --out "$work/stage3.cellmodel" --stain 2.5 --colour 1.6 --epochs 5 --lr 6e-4 --warm-up 60 --averaging 0.995
fi

# 4. On, closer to the cell, on white backgrounds, every twelfth crop disfigured as of no class.
if [ ! -e "$work/stage4.cellmodel/manifest.json" ]; then
  "$cli" train "${cells[@]}" "${extra[@]}" --preset small --init "$work/stage3.cellmodel" \
    --out "$work/stage4.cellmodel" --model-version 1.1 --drop-path 0.08 --centre 0.65 --stain 1.3 --colour 1.0 \
    --outliers 0.08 --epochs 26 --lr 1e-3 --warm-up 150 --averaging 0.999 \
    --provenance "data=PBC, Hospital Clinic Barcelona (Acevedo et al. 2020, Data in Brief 30:105474), CC BY 4.0" \
    --provenance "stage 1=21 of 26 scheduled epochs from scratch on the same training cells, lr 1.2e-3" \
    --provenance "stage 2=7 epochs with drawn cells, lr 6e-4" \
    --provenance "stage 3=5 epochs under strong stain and colour jitter, lr 6e-4: version 1.0" \
    --provenance "stage 4=26 epochs closer to the cell, on white backgrounds, 8 % of the crops disfigured, lr 1e-3" \
    --provenance "extra=cells drawn by cellwise-cli synthesize --crops 150 --seed 2026"
fi

# 5. Heads for what WBCAtt says of the cells besides their class, on the frozen features.
"$cli" train-attributes --model "$work/stage4.cellmodel" --index "$data/pbc.csv" --root "$data" \
  --attributes "$data/pbc_attributes.csv" --data "WBCAtt (Tsutsui et al., NeurIPS 2023), MIT" \
  --out "$work/blood-11.cellmodel"
