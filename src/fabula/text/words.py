"""Closed word lists that the rules of this layer read: abbreviations, elisions, verbs of saying."""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """The words of a string, parted by white space."""
    return frozenset(words.split())


# Before a name or a number: the stop after them never ends a sentence.
TITLES = word_set(
    "Mr Mrs Ms Mx Dr Drs St Messrs Mme Mmes Mlle Mlles Prof Rev Revd Col Maj Capt Lt "
    "Lieut Sgt Cpl Pvt Adm Cmdr Gov Sen Supt Insp Sr Srta Cllr Ven Mt "
    "Ft No Nos pp vs viz cf"
)
# These end a sentence where the next word looks like the start of one.
ABBREVIATIONS = word_set(
    "Jr Jun Jnr Hon Gen Rep Fr Pres Sec Amb Det Vol Ch Fig "
    "Esq Co Corp Inc Ltd Bros Ave Blvd Rd etc ca approx dept est ft lb lbs oz hrs "
    "mins Jan Feb Mar Apr Aug Sept Oct Nov Dec Mon Tue Tues Wed Thu Thurs Fri Sat Ph Sq Ry "
    "vol ed eds ibid seq al"
)
# Words that begin sentences far more often than they follow an abbreviation in capitals.
STARTERS = word_set(
    "the a an he she it they we you i but and so then there this that these those when what "
    "who why how where if in on at for after before as my his her its our their one no not "
    "yes now or nor yet while with from by all both some"
)

# Words whose first letters are cut: the mark before them is an apostrophe.
ELIDED = word_set(
    "tis twas twere twill twould twon twixt tween em im er ere ave ad as is e ed es ow ouse "
    "bout cause cos coz cuz round til till nother n un uns gainst mongst neath pon fraid "
    "nough cept stead less ee s d ll ve re m t member spect specially scuse scape sfar course "
    "kay lo low long most bove cross way stand specting ud arf ome ope ead ell isself possum "
    "possums coon coons tater taters fessor lectric deed"
)
# Words whose last letters are cut: the mark after them is an apostrophe. Words in -in' are
# recognized by their ending.
CLIPPED = word_set(
    "o th an n wi ol t d y ha gi fo mo po wid ov i jes jus las tha du aroun nothin somethin "
    "mornin ye han lan ole hisn ourn didn wasn couldn wouldn tho thro ev"
)

_REGULAR = word_set(
    "add admit advise affirm agree announce answer apologize apologise appeal argue ask "
    "assent assure babble bark bawl beg bellow blurt boast breathe burst cackle call caution "
    "chant chatter chime chirp choke chorus chuckle claim coax command comment complain "
    "concede conclude confess confide confirm continue coo correct cough counter croak croon "
    "cry declare demand deny drawl echo ejaculate enquire inquire entreat exclaim explain "
    "exult falter finish flatter fume gasp giggle grin groan growl grumble grunt gulp gush "
    "hazard hesitate hint hiss holler howl implore insist instruct interject interpose "
    "interrogate interrupt intone jeer jest joke laugh lie lisp manage marvel moan mock mouth "
    "mumble murmur muse mutter nod note object observe offer opine order persist pipe plead "
    "ponder pout pray press proceed proclaim promise pronounce protest purr pursue query "
    "question quote rage rant rasp reason reassure recall recite reflect rejoin remark remind "
    "remonstrate repeat reply report resume retort return roar scoff scold scowl scream "
    "screech shout shriek shrug shrill sigh simper smile smirk snap snarl sneer snicker "
    "snigger snivel sniff snort sob splutter squeak squeal stammer start state stress stutter "
    "suggest supplement supply surmise swallow taunt tease thunder trail translate try "
    "twitter urge venture volunteer vow wail warn wheedle wheeze whimper whine whisper "
    "whistle wish wonder yawn yell yelp yowl greet interpolate mimic hum threaten lament "
    "grate beam intervene whoop spit speculate guess bleat warble quip drone chide prompt "
    "deadpan"
)
_IRREGULAR = word_set(
    "say says said saying saith quoth tell tells told telling think thinks thought thinking "
    "speak speaks spoke speaking sing sings sang singing begin begins began beginning swear "
    "swears swore swearing cut cuts break breaks broke put puts go goes went read reads add "
    "mean means spat beseech besought bid bade begged begging nodded nodding chatted stopped "
    "stop stops hummed quipped snapping snapped sobbed sobbing grinned grinning hinted "
    "mimicked panicked pleads pled"
)


def _inflect(verb: str) -> tuple[str, ...]:
    if verb.endswith("e"):
        return verb, verb + "s", verb + "d", verb[:-1] + "ing"
    if verb.endswith("y") and verb[-2] not in "aeou":
        return verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    plural = "es" if verb.endswith(("s", "sh", "ch", "x")) else "s"
    return verb, verb + plural, verb + "ed", verb + "ing"


SAYING = frozenset(form for verb in _REGULAR for form in _inflect(verb)) | _IRREGULAR

# Verbs that have too much else to do: they introduce speech only with a comma or colon.
WEAK = word_set(
    "go goes went put puts tell tells told telling think thinks thinking mean means cut cuts "
    "break breaks broke lie lies lied lying order orders ordered ordering manage manages "
    "managed managing press presses pressed pressing stop stops stopped start starts started "
    "starting try tries tried trying trail trails trailed trailing finish finishes finished "
    "offer offers offered offering read reads reading note notes noted noting state states "
    "stated stating beam beams hum hums begin begins began beginning call calls called "
    "calling sing sings sang singing speak speaks spoke speaking guess guesses guessed mock "
    "swallow swallowed burst bursts smile smiles smiled smiling grin grins grinned laugh "
    "laughs laughed laughing supply add adds warn agree agrees agreed promise promises "
    "promised promising claim claims claimed hear propose swear swears swore swearing cry "
    "cries moan nod nods nodded admit admits doubt hint quote quotes quoted shrug shrugs "
    "shrugged"
)

# Verbs that put words on a screen or on paper; a quotation beside them is not spoken aloud.
MESSAGING = word_set(
    "text texts texted texting message messages messaged messaging typed types typing dm dmed "
    "pinged posted emailed tweeted sent"
)
WRITING = word_set(
    "wrote writes written writing write scribbled scrawled penned printed engraved inscribed "
    "carved stencilled stenciled read reads reading ran runs"
)
MESSAGE_NOUNS = word_set("text texts message messages phone screen chat email e-mail")
WRITING_NOUNS = word_set(
    "letter letters note notes postcard telegram card sign notice label inscription headline "
    "page diary journal envelope placard poster plaque handwriting"
)

PRONOUNS = word_set("i he she they we you it one who")
# Whoever says these is somebody: they mark speech where typography leaves it open.
PERSONAL = word_set(
    "i i'm i've i'll i'd i’m i’ve i’ll i’d you you're you’re you'll you’ll me my mine your "
    "yours we us our let's let’s don't don’t yes no oh"
)
