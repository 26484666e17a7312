"""Function words of the languages the press we read is written in: what a reader recognises a short title by.

Words that are common in a sister language (`de`, `la`, `en` alone) stand in several lists: they tell those languages
apart from the others, and nothing more. Elided forms stand without their apostrophe (`l`, `qu`).
"""

STOP_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the of and to a in is that for it was on with as at by his from are this be have not has an were "
        "been their which they but or who will its would more about after what how why you he she we can "
        "says said into",
        "fr": "le la les de des du et à un une en est que qui dans pour au aux sur par pas plus ne se ce il "
        "elle son sa ses avec sont cette ces ont été être leur mais nous vous ou où après selon comment "
        "entre fait sans était l d qu n s c j",
        "de": "der die das und in den von zu mit ist des im nicht ein eine auf für dem sich auch als es an "
        "werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über so zum war haben "
        "nur oder aber vor zur bis mehr durch man sein wurde wir ich",
        "es": "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha "
        "me si sin sobre este ya entre cuando todo esta ser son dos también fue había era muy años hasta "
        "desde está",
        "pt": "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu "
        "sua ou quando muito nos já eu também só pelo pela até isso ela entre depois sem mesmo aos são "
        "foi está",
        "it": "di e il la che in a per un è del non si i le con una da al dei della sono nel alla più ha gli lo "
        "come ma anche dal o se ci delle su nella questo essere suo loro sua degli tra ed stato hanno",
        "nl": "de het een van en in is dat op te zijn met voor niet aan er om ook als dan maar bij of uit nog "
        "naar heeft hij die ze wordt door over deze werd kan meer wel hebben geen",
        "sv": "och i att det som en på är av för med den till inte om ett han men var sig från de har hon så vi "
        "kan nu när efter ska också ut under då här man blir där eller detta mot varit hade jag",
        "da": "og i at det en den til er som på de med han af for ikke der var mig sig men et har om vi min "
        "havde ham hun nu over da fra du ud sin dem os op man hans hvor eller hvad skal selv her alle vil "
        "blev efter bliver mere jeg",
        "no": "og i det på som er en til å han av for med at var de ikke den har jeg om et men så seg hun hvor "
        "fra du vi kan nå over da ved sa ut sin dem opp være blir eller hva etter skal mot også bare noe "
        "mer",
        "fi": "ja on ei se että hän oli ovat mutta kun niin myös kuin jo tai ole mukaan vuoden sen joka jos "
        "vain nyt sekä ollut mitä",
        "pl": "i w na z się nie do że jest o to po jak od za co ale dla ma przez tym był czy być już są tak "
        "oraz jego jej także będzie może tego",
        "cs": "a v se na je že s z o do i to by ve pro za jsou jako po k ale která který od tak jsem jeho při "
        "bylo už nebo také mezi podle není byl aby",
        "sk": "a v sa na je že s z o do aj to by vo pre za sú ako po k ale ktorá ktorý od tak som jeho pri bolo "
        "už alebo tiež medzi podľa nie bol aby",
        "ro": "de și în a la cu pe o din că un este pentru nu care se au mai al prin ale sunt fost ce sau fi "
        "dar după lui această",
        "ca": "de la i el que en a els les per un amb una del al és no l d ha dels més com s va són aquest però "
        "també o seva",
        "hu": "a az és hogy nem is egy volt meg de ez csak már el vagy mint ha még lesz azt kell szerint amely után",
        "tr": "ve bir bu da de için ile olarak çok daha gibi olan sonra kadar ise ne en dedi her var yeni değil "
        "göre etti oldu",
        "id": "yang dan di dari untuk dengan ini itu pada tidak dalam akan juga ke ada adalah telah oleh kata "
        "karena bisa sebagai saat tersebut para atau",
        "hr": "i u je se na da su za od s o ne što koji a kao će iz to ali bio do te koja nije bi samo nakon",
        "sl": "in je v se na da za ki so z s pa ne o bi tudi po kot bo od iz ali bil še pri",
        "lt": "ir kad yra į su iš tai ne kaip buvo jis apie po bet už pat dar iki metų savo jo",
        "vi": "và của là có trong được cho không với các những một người này đã đến khi từ về như",
        "ru": "и в не на что с он как это по но из у за к от его для о так же было все или был бы она до мы при они",
        "uk": "і в не на що з та як це до за від у але його для про або було він був й є які під",
        "bg": "и в на да се от не за е с че са по го ще като това до към той беше но или",
        "ar": "في من على إلى أن التي عن الذي هذا مع كان هذه لا ما بعد قال وقد ذلك بين",
        "fa": "و در به از که این را با است برای آن یک خود تا بر هم شد شده می کرد",
    }.items()
}
