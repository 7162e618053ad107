"""The lessons of this course, and what a learner asks of them."""

from meantone.teaching import Course, Lesson

COURSE = Course(
    (
        Lesson(
            number="00",
            title="Can you tell?",
            module="meantone.exercises.lesson00",
            exercises=("hits_and_false_alarms", "last_against_first", "octave_lower"),
            predictions=("person", "luck", "steps"),
            sounds=("blind", "trio"),
        ),
        Lesson(
            number="01",
            title="What does the machine see of a tune?",
            module="meantone.exercises.lesson01",
            exercises=("contour", "is_minor", "octave_and_step"),
            predictions=("song", "degrees", "missing", "misread", "minor", "twins", "trip"),
            sounds=("clues", "home", "trip"),
        ),
        Lesson(
            number="02",
            title="What can a machine do that remembers one note?",
            module="meantone.exercises.lesson02",
            exercises=(
                "draw",
                "transition_matrix",
                "framed",
                "temperature",
                "long_run",
                "instrument",
            ),
            predictions=("home", "bits", "viewpoint"),
            sounds=("failures", "corpora", "temperature", "rhythm"),
        ),
        Lesson(
            number="03",
            title="Is more memory better?",
            module="meantone.exercises.lesson03",
            exercises=("unseen", "borrowing", "discounted", "companions_of"),
            predictions=("first", "impossible", "curve", "composer"),
            sounds=("perfect", "theft", "loop"),
        ),
        Lesson(
            number="04",
            title="What is the most likely tune?",
            module="meantone.exercises.lesson04",
            exercises=("perplexity", "bits_per_flip", "one_note_more", "read_back"),
            predictions=("mode", "heads", "human"),
            sounds=("first", "modes", "typical"),
        ),
        Lesson(
            number="05",
            title="Can gradient descent count?",
            module="meantone.exercises.lesson05",
            exercises=("softmax", "loss", "gradient", "step", "windows"),
            predictions=("ages", "nothing", "curve", "map"),
            sounds=("ages", "dissolve", "held", "window"),
        ),
        Lesson(
            number="06",
            title="What can a state remember?",
            module="meantone.exercises.lesson06",
            exercises=("left", "stop", "loss", "parameters"),
            predictions=("third", "race", "probe"),
            sounds=("forgets", "learning", "units", "rhythm"),
        ),
        Lesson(
            number="07",
            title="What does the model listen to?",
            module="meantone.exercises.lesson07",
            exercises=("shares", "masked", "head", "turned"),
            predictions=("next", "asks", "mask", "told", "ladder"),
            sounds=("stop", "mask", "explorer", "sings"),
        ),
        Lesson(
            number="08",
            title="Same model, how many musics?",
            module="meantone.exercises.lesson08",
            exercises=("kept", "dial", "ceilings", "that_fit"),
            predictions=("stop", "ends", "box"),
            sounds=("ends", "explorer", "between"),
        ),
        Lesson(
            number="09",
            title="How would you prove it?",
            module="meantone.exercises.lesson09",
            exercises=("distinct", "recall", "place", "auc"),
            predictions=("person", "holds", "precision", "ten"),
            sounds=("four", "alike"),
        ),
        Lesson(
            number="10",
            title="Whose average?",
            module="meantone.exercises.lesson10",
            exercises=("sharpened", "trusted", "corrected", "by_group"),
            predictions=("minors", "harder", "half", "repair"),
            sounds=("seamstresses", "cold", "shares", "voice", "pushed"),
        ),
    )
)
