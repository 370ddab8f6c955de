"""Let the library write eval_results as it names it, next to a model whose config.json it reads."""

import json

from transformers import AutoModel, Trainer, TrainingArguments

MODEL = "/opt/ml/processing/model"

if __name__ == "__main__":
    with open(f"{MODEL}/config.json", encoding="utf-8") as file:
        print("layers:", json.load(file)["num_hidden_layers"])
    trainer = Trainer(
        model=AutoModel.from_pretrained(MODEL), args=TrainingArguments(output_dir="/opt/ml/processing/report")
    )
    trainer.save_metrics("eval", trainer.evaluate())
