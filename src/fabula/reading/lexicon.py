"""Word lists about people that the rules read: titles, kin, person nouns, pronouns, given names.

Closed lists of common English; what is particular to one story is learned from that story. Gender
is that which the word itself says: ``"m"``, ``"f"`` or ``"n"`` where it says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from fabula.text.words import word_set

Gender = Literal["m", "f", "n"]


def _gendered(m: str = "", f: str = "", n: str = "") -> dict[str, Gender]:
    words: dict[str, Gender] = {}
    for word in m.split():
        words[word] = "m"
    for word in f.split():
        words[word] = "f"
    for word in n.split():
        words[word] = "n"
    return words


# Before a name, capitalised; keyed without their stop.
TITLES: Mapping[str, Gender] = _gendered(
    m="Mr Mister Messrs Sir Lord Master Father Brother Uncle Monsieur M Herr Don Signor "
    "Senor Señor Sr King Prince Duke Earl Count Baron Viscount Marquis Emperor "
    "Grandfather Grandpa Squire Abbe Abbé Rabbi Friar Pope Tsar Czar Granddad Sahib "
    "Seigneur Archduke Baronet Cap'n",
    f="Mrs Miss Ms Madam Madame Mme Mademoiselle Mlle Lady Dame Aunt Auntie Aunty Frau "
    "Fraulein Fräulein Donna Dona Doña Signora Signorina Senora Señora Senorita "
    "Señorita Sister Mother Queen Princess Duchess Countess Baroness Viscountess "
    "Marchioness Marchesa Marquise Empress Granny Grandma Grandmother Missus Mistress "
    "Comtesse Missis Tsarina Czarina",
    n="Mx Dr Doctor Prof Professor Rev Reverend Revd Hon Captain Capt Colonel Col Major "
    "Maj General Gen Lieutenant Lieut Lt Sergeant Sgt Corporal Cpl Private Admiral "
    "Commander Cmdr Commodore President Governor Senator Judge Justice Inspector "
    "Detective Constable Superintendent Sheriff Marshal Chief Officer Agent Bishop "
    "Archbishop Cardinal Deacon Archdeacon Canon Dean Abbot Saint St Nurse Cousin "
    "Comrade Councillor Alderman Mayor Chancellor Secretary Ambassador Minister "
    "Premier Chairman Coach Old Young Little Poor Dear Dearest Ensign Cadet Midshipman "
    "Boatswain Bo'sun Mate Marine Specialist Commissioner Counselor Warden Elder "
    "Parson Vicar Deputy Trooper",
)
# Capitalised words that may stand before a name without being any part of what it names.
EPITHETS = word_set("Old Young Little Poor Dear Dearest")
# Titles that say "not yet married" or "wife": two of one surname are two people.
MARITAL: Mapping[str, str] = {
    "Miss": "unmarried", "Mademoiselle": "unmarried", "Mlle": "unmarried", "Fraulein": "unmarried",
    "Fräulein": "unmarried", "Signorina": "unmarried", "Senorita": "unmarried",
    "Señorita": "unmarried", "Mrs": "wife", "Madame": "wife", "Mme": "wife", "Frau": "wife",
    "Signora": "wife", "Senora": "wife", "Señora": "wife",
}  # fmt: skip
PARTICLES = word_set("de la du des le van von der den di da del della dos ten ter bin ibn al el y")
SUFFIXES = word_set("Jr Jr. Sr Sr. Esq Esq. Jnr Snr II III IV M.D. Ph.D. Q.C. K.C.")

KIN: Mapping[str, Gender] = _gendered(
    m="father dad daddy papa pa pop pops da brother son uncle grandfather grandpa granddad grandad "
    "gramps nephew husband grandson stepfather stepbrother stepson father-in-law brother-in-law "
    "son-in-law fiancé widower groom bridegroom boyfriend godfather",
    f="mother mum mummy mom mommy mamma mama ma mam sister sis daughter aunt auntie aunty "
    "grandmother grandma granny gran nan nana niece wife granddaughter stepmother stepsister "
    "stepdaughter mother-in-law sister-in-law daughter-in-law fiancée widow bride girlfriend "
    "godmother ex-wife",
    n="parent child kid baby cousin sibling twin spouse partner grandchild grandparent fiance "
    "sweetheart stepchild relative relation in-law godchild ancestor heir heiress guardian ward",
)
# Kin words that are used as names: "Mum was late."
KIN_NAMES = word_set(
    "Father Dad Daddy Papa Pa Pop Pops Grandfather Grandpa Granddad Grandad Gramps "
    "Mother Mum Mummy Mom Mommy Mamma Mama Ma Mam Sis Auntie Aunty Grandmother Grandma "
    "Granny Gran Nan Nana"
)
PERSON_NOUNS: Mapping[str, Gender] = {
    **_gendered(
        m="man boy gentleman guy chap fellow lad bloke king prince lord duke earl count "
        "baron priest monk squire knight waiter policeman fireman footman butler "
        "barman bartender doorman workman sailor seaman fisherman postman milkman "
        "salesman clergyman nobleman coachman watchman gunman cowboy schoolboy "
        "landlord host master actor wizard sorcerer emperor monarch sir monsieur "
        "bachelor huntsman tradesman sportsman cabman hackman boatman foreman horseman "
        "rector vicar curate parson bishop abbot friar pope caliph sultan shah squire "
        "sportsman blackguard rascal scoundrel villain rogue hero son-of-a-bitch "
        "bastard dude businessman congressman headmaster schoolmaster manservant valet "
        "groom page brute old-timer godson tsar policeman constable henchman madman "
        "doorman stepdad cattleman",
        f="woman girl lady lass lassie queen princess duchess countess baroness maid "
        "maiden nurse waitress housekeeper governess nun landlady hostess mistress "
        "actress witch sorceress empress madam madame mademoiselle spinster schoolgirl "
        "midwife barmaid chambermaid housemaid parlourmaid kitchenmaid dame matron gal "
        "heroine widow seamstress laundress charwoman washerwoman prioress abbess "
        "goddess businesswoman policewoman headmistress schoolmistress saleswoman "
        "ma'am marchioness marchesa bridesmaid dressmaker milkmaid nursemaid ballerina "
        "stewardess temptress enchantress crone hag",
        n="person friend stranger doctor physician surgeon professor teacher tutor "
        "student pupil scholar lawyer attorney solicitor barrister judge magistrate "
        "detective inspector officer soldier guard sergeant captain colonel major "
        "general lieutenant admiral commander corporal driver cook chef servant clerk "
        "secretary assistant nephew neighbour neighbor visitor guest customer client "
        "patient passenger traveller traveler companion colleague lover rival enemy "
        "foe ally leader boss chief manager director president governor mayor minister "
        "ambassador agent spy thief robber burglar murderer killer criminal prisoner "
        "convict victim witness suspect writer author poet artist painter musician "
        "singer dancer reporter journalist editor publisher photographer scientist "
        "engineer mechanic pilot farmer gardener shepherd carpenter butcher baker "
        "tailor shoemaker cobbler blacksmith smith miller merchant shopkeeper grocer "
        "peddler banker broker beggar tramp vagabond orphan infant toddler youth "
        "teenager adult elder infidel pilgrim preacher missionary chaplain reverend "
        "deacon sheriff deputy marshal cop owner tenant lodger inmate porter conductor "
        "guide caretaker janitor cleaner plumber electrician nanny babysitter fool "
        "idiot genius coward liar drunkard peasant slave hunter warrior archer fighter "
        "swordsman healer mage elf dwarf vampire werewolf demon angel alien android "
        "stepparent coach player captain roommate housemate flatmate classmate "
        "schoolmate schoolfellow playmate playfellow acquaintance admirer suitor "
        "benefactor patron creature speaker narrator stationmaster station-master "
        "receptionist attendant usher cashier paramedic medic therapist counsellor "
        "counselor psychiatrist psychologist dentist vet librarian landowner employer "
        "employee apprentice intern trainee recruit veteran newcomer intruder burglar "
        "assassin bodyguard messenger courier herald steward bailiff undertaker sexton "
        "verger organist mayor heir orphan wretch darling dear sweetheart love child "
        "infant kid baby twin guy accomplice culprit inventor explorer philosopher "
        "politician senator voter citizen foreigner immigrant refugee native "
        "countryman lodger hitchhiker cyclist rider jockey skipper helmsman mate "
        "sweetheart mentor disciple secret-keeper helper confidant confidante "
        "go-between matchmaker busybody gossip drunk loser kiddo newlywed graduate "
        "sophomore freshman principal superintendent proprietor proprietress innkeeper "
        "bookseller chemist druggist pharmacist detective private cadet commandant "
        "commodore gaoler jailer warden turnkey hangman executioner",
    ),
    **KIN,
}
PERSON_PLURALS: Mapping[str, Gender] = _gendered(
    m="men boys gentlemen guys chaps fellows lads brothers sons fathers husbands kings "
    "princes lords policemen sailors fishermen uncles nephews priests monks knights",
    f="women girls ladies sisters daughters mothers wives queens princesses maids nurses aunts "
    "nieces nuns",
    n="people children kids babies parents friends strangers doctors students pupils "
    "soldiers guards officers servants neighbours neighbors visitors guests customers "
    "passengers travellers companions colleagues lovers rivals enemies cousins twins "
    "grandparents teachers teenagers scholars lawyers detectives thieves robbers "
    "prisoners witnesses players classmates peasants slaves hunters warriors folk "
    "folks couple pair family crowd siblings partners grandchildren",
)
# Words that make a noun phrase definite or say whose it is.
DETERMINERS = word_set(
    "the a an this that another each every some no any one two three four five six seven "
    "eight nine ten several many few both these those all other certain"
)
POSSESSIVES = word_set("my your his her its our their whose thy thine xyr hir faer eir zir vis")
# Said of nobody whom a story tells of, and of somebody who is not told apart.
QUANTIFIED = word_set(
    "nobody no-one none neither either anybody anyone everybody everyone each whoever whomever"
)
INDEFINITE = word_set("somebody someone") | QUANTIFIED
# What is one's own: of these "her" is mostly she who does something with them.
BODY = word_set(
    "head hand hands eye eyes face mouth lip lips arm arms shoulder shoulders finger fingers foot "
    "feet knee knees leg legs hair cheek cheeks chin brow brows forehead neck throat voice breath "
    "tongue teeth heart chest back breast nose ear ears eyebrow eyebrows eyelids fist fists palm "
    "palms thumb jaw stomach lap elbow elbows wrist wrists heel heels toes skin body gaze shirt "
    "pocket pockets hat cap coat sleeve sleeves boots shoes collar tie gloves spectacles glasses "
    "seat chair place way mind work life name temper courage self"
)
# Nobody in particular: "every man", "no woman", "any fool".
NOBODY = word_set("no any every each what which such many few neither either")

PRONOUN_SETS: Mapping[str, str] = {
    **dict.fromkeys(word_set("he him his himself"), "he"),
    **dict.fromkeys(word_set("she her hers herself"), "she"),
    **dict.fromkeys(word_set("they them their theirs themselves themself 'em"), "they"),
    **dict.fromkeys(word_set("i me my mine myself"), "i"),
    **dict.fromkeys(word_set("we us our ours ourselves ourself"), "we"),
    **dict.fromkeys(
        word_set("you your yours yourself yourselves ya thee thou thy thine thyself ye"), "you"
    ),
}
# Neopronouns, by their subject form; they count only where a text uses two forms of a set.
NEOPRONOUNS: Mapping[str, tuple[str, ...]] = {
    "xe": ("xe", "xem", "xyr", "xyrs", "xemself"),
    "ze": ("ze", "zir", "zirs", "zirself", "hir", "hirs", "hirself"),
    "fae": ("fae", "faer", "faers", "faerself"),
    "ey": ("ey", "em", "eir", "eirs", "emself"),
    "ve": ("ve", "ver", "vis", "verself"),
    "ae": ("ae", "aer", "aers", "aerself"),
}
REFLEXIVES = word_set(
    "himself herself themselves themself myself yourself yourselves ourselves thyself xemself "
    "zirself hirself faerself emself verself aerself"
)

# Capitalised by rule and never a person.
NEVER_NAMES = word_set(
    "I I'm January February March April June July August September October November "
    "December Monday Tuesday Wednesday Thursday Friday Saturday Sunday English French "
    "German Germans Italian Italians Spanish Russian Russians American Americans British "
    "Irish Scottish Scotch Welsh Dutch Greek Greeks Latin Roman Romans Jewish Jew Jews "
    "Christian Christians Indian Indians Chinese Japanese African European Catholic "
    "Protestant Mexican Canadian Turkish Turk Turks Arab Arabs Arabic Hebrew Gothic "
    "Victorian Georgian Englishman Englishmen Frenchman Frenchmen Englishwoman "
    "Frenchwoman Irishman Scotchman Scotsman Christmas Easter Michaelmas Whitsun Lent "
    "Halloween Thanksgiving God Gods Lord's Heaven Heavens Providence Christ Jesus Bible "
    "Almighty Devil Satan Hell Goodness Gracious TV OK Okay Internet Google Facebook "
    "Instagram Twitter Wi-Fi WhatsApp Yes No Oh Ah Eh Hey Hi Hello Well Now Then Alas "
    "Bah Hush Hurrah Bravo Amen Good-bye Goodbye Thanks Thank Please Sorry Damn North "
    "South East West Parliament Government Church State Nature Time Death Fate Fortune "
    "Love Truth Art Science Mr Mrs Ms Dr Chapter Book Part Volume Illustration Contents "
    "Preface Note The A An And But Or So If When Where Why How What Who Which That This "
    "These Those There Here He She It They We You His Her Its Their Our Your My Not Nor "
    "For From With Without In On At By To Of Off Up Down As Is Are Was Were Be Been Am "
    "Do Does Did Have Has Had Can Could Shall Should Would Might Must Let Come Go Look "
    "See Say Tell Give Take Make Get Stop Wait Keep Hold Try Think Suppose Perhaps Maybe "
    "Never Ever Always Often Sometimes Once Again Still Just Only Even Also Too Very "
    "Quite Rather Much More Most Many Some Any All Both Each Every Either Neither None "
    "Nobody Nothing Somebody Something Someone Everybody Everyone Everything Anybody "
    "Anyone Anything Yet While Until Till After Before Since Because Although Though "
    "Unless Whether However Therefore Besides Indeed Meanwhile Instead Soon Later Today "
    "Tomorrow Yesterday Tonight Good Bad Great Dear Poor Old Young Little Big First "
    "Second Third Next Last One Two Three Four Five Six Seven Eight Nine Ten Sir Madam "
    "Ma'am Gentlemen Ladies Ladyship Lordship Majesty Highness Excellency Grace's Honour "
    "Honor Fellow Men Women Man Woman Boy Girl Girls Boys Children Right Left Sure Fine "
    "Nice Out Into Over Under About Above Below Between Among Behind Beyond Like Than "
    "Such Same Other Another Whose Whom Whatever Whoever Whenever Wherever Almost "
    "Already Nearly Don Won Isn Ain't Tis 'Tis Twas 'Twas Aye Ay Nay Pooh Pshaw Ha Hm "
    "Hmm Mm Um Uh Er Ugh Wow Whoa Yeah Yep Nope Yup Shh Shhh Sh"
)
NEVER_NAMES -= {"Don", "Christian", "Grace's", "June", "April", "August"}
# What is called out without anybody being called.
OATHS = frozenset(
    {
        "god", "lord", "jesus", "christ", "good god", "good lord", "dear god", "dear lord",
        "my god", "oh god", "oh lord", "sweet jesus", "jesus christ",
        "jesus h. christ", "god almighty",
        "lord almighty", "good heavens", "heavens", "goodness", "gracious", "good gracious",
        "goodness gracious", "gracious me", "great scott", "good grief", "hell", "bloody hell",
        "holy god", "lord above", "god above", "by god", "by jove", "jove", "mother of god",
        "mary mother of god", "holy mother of god", "holy mary", "lordy", "gosh", "crikey", "shh",
        "hush", "hullo", "hello", "aye", "fiddlestick", "fiddlesticks", "shush",
    }
)  # fmt: skip
MAYBE_MONTHS = word_set("June April August May March")

PLACES = word_set(
    "London Paris Rome Venice Florence Milan Naples Vienna Berlin Moscow Petersburg "
    "Dublin Edinburgh Glasgow Liverpool Manchester Birmingham Bath Bristol Oxford "
    "Cambridge Brighton Dover York Boston Chicago Philadelphia Washington California "
    "Texas Virginia Carolina Georgia Florida England France Germany Italy Spain Russia "
    "Scotland Ireland Wales Britain Europe Asia Africa America Australia India China "
    "Japan Canada Mexico Egypt Greece Turkey Switzerland Geneva Holland Belgium Austria "
    "Poland Sweden Norway Denmark Kent Sussex Surrey Essex Devonshire Derbyshire "
    "Hertfordshire Yorkshire Somersetshire Thames Seine Tiber Rhine Nile Atlantic "
    "Pacific Mediterranean Lisbon Madrid Barcelona Athens Cairo Jerusalem Bombay "
    "Calcutta Delhi Mumbai Tokyo Kyoto Beijing Shanghai Brooklyn Manhattan Hollywood "
    "Piccadilly Westminster Kensington Chelsea Bloomsbury Mayfair Broadway Earth Mars"
)
PLACE_SUFFIXES: Mapping[str, Literal["FAC", "LOC", "GPE", "ORG"]] = {
    **dict.fromkeys(
        word_set(
            "Street Road Avenue Lane Square House Hall Abbey Castle Palace Hotel Inn Church "
            "Chapel Cathedral College School University Theatre Theater Bridge Station "
            "Cottage Farm Lodge Manor Court Place Terrace Crescent Gardens Museum Hospital "
            "Library Tower Gate Row Mansion Pub Café Cafe Bar Restaurant Boulevard Mall "
            "Airport Prison Gallery Priory Grange Rectory Mews St. Ave. Rd."
        ),
        "FAC",
    ),
    **dict.fromkeys(
        word_set(
            "River Lake Mountain Mountains Mount Hill Hills Sea Ocean Bay Island Islands Isle "
            "Valley Forest Wood Woods Park Common Heath Moor Beach Cape Creek Falls Canyon "
            "Desert Coast Point Harbour Harbor Canal Pond Downs Ridge Swamp"
        ),
        "LOC",
    ),
    **dict.fromkeys(word_set("City Town Village County Kingdom Empire Republic Shire"), "GPE"),
    **dict.fromkeys(
        word_set(
            "Company Co. Bank Society Ltd Inc Corp Department Office Ministry Army Navy Club Press "
            "Committee Association Union League Institute Academy Agency Council Bureau Police "
            "Guild Corporation"
        ),
        "ORG",
    ),
}


# What comes after a subject: auxiliaries, past forms not in -ed, and common present forms.
VERBS = word_set(
    "was were is are am had has have did does do would could should will shall can may "
    "might must 'd 's 'll 've 'm 're ’d ’s ’ll ’ve ’m ’re ca wo said says went goes came "
    "comes took takes got gets made makes gave gives knew knows thought thinks felt "
    "feels saw sees heard hears told tells left leaves stood stands sat sits lay lies "
    "ran runs rose fell held kept let put set began begins became brought bought built "
    "caught chose drew drank drove ate fought flew forgot forgave froze grew hung hid "
    "hit hurt laid led lent lost meant met paid read rode rang sang sank sold sent shook "
    "shone shot shut slept slid spoke spent spread sprang stole stuck struck swore swept "
    "swam swung taught tore threw understood woke wore wept won wrote bent bit blew "
    "broke burst cast clung crept cut dealt dug dreamt fed fled flung ground knelt leapt "
    "leant lit quit rid sought shrank spat spun split spoilt strode strove stung stank "
    "wound withdrew bowed looks turns smiles nods asks walks sighs laughs shrugs knows "
    "wants leans pulls pushes starts stops waits watches opens closes"
)
COPULAS = word_set("was is were are 's ’s been be being became becomes remained")
# Adverbs that slip in between a subject and its verb.
BETWEEN = word_set(
    "n't not never always only just also then now still soon at once again both all too "
    "either even ever almost already often sometimes really simply merely quite rather "
    "only suddenly slowly quickly softly quietly gently"
)


_CODES: Mapping[str, Gender] = {"m": "m", "f": "f", "n": "n"}


@cache
def given_names() -> Mapping[str, Gender]:
    """Given name in lower case -> gender. 5,000 names; see the head of ``given_names.txt``."""
    names: dict[str, Gender] = {}
    text = files("fabula.reading").joinpath("given_names.txt").read_text("utf-8")
    for line in text.splitlines():
        gender, _, rest = line.partition(" ")
        known = _CODES.get(gender)
        if known is not None:
            names.update(dict.fromkeys(word_set(rest), known))
    return names
