import words


def model_fn(folder):
    return words.load(folder)
