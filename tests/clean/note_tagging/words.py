def load(folder):
    return folder
