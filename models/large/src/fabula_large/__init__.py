"""The weights of fabula's large reading model, in the folder ``weights``.

There is no code here: ``fabula read STORY --model large`` finds the package and reads with it.
"""
