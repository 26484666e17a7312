"""Common words of the languages the press we read is written in: what a reader recognises a short title by.

Words that sister languages share (`de`, `la`, `en` alone) stand in several lists: they tell those languages apart from
the others, and nothing more. What tells sisters apart (Norwegian `etter`, Danish `efter`) is listed more fully, since
their letters alone do not. Elided forms stand without their apostrophe (`l`, `qu`). No names: they cross languages.
"""

COMMON_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the of and to a in is that for it was on with as at by his from are this be have not has an were been "
        "their which they but or who will its would more about after what how why you he she we can says said into "
        "one all there when if no out so up other some time could first them then than like our over also two may do "
        "any my now such only your me most these made through those because before between him her being did years "
        "year people new each just many where while under during against still off since make know last own both "
        "down much should well even get think see going back want very too don didn doesn isn won t s city "
        "government country countries woman women man men children work law million party world week month today "
        "yesterday police",
        "fr": "le la les de des du et à un une en est que qui dans pour au aux sur par pas plus ne se ce il elle son "
        "sa ses avec sont cette ces ont été être leur mais nous vous ou où après selon comment entre fait sans était "
        "l d qu n s c j on y si tout tous toute toutes comme même deux leurs lui dont aussi bien encore cela ainsi "
        "avait avoir peut faire très ans depuis contre sous moins avant alors car ils elles je me moi notre nos "
        "votre vos celui celle ceux quand dit peu ni donc aucun autre autres pendant vers chez jusqu lors lorsque "
        "puis trop années année jours jour fois soit a avez avons ai eu étaient avaient sera seront doit peuvent "
        "ville gouvernement pays femme femmes homme hommes enfant enfants travail loi millions parti personne "
        "personnes nouveau nouvelle nouveaux nouvelles monde première premier seconde hier demain semaine mois "
        "maison nuit président aujourd hui",
        "de": "der die das und in den von zu mit ist des im nicht ein eine auf für dem sich auch als es an werden aus "
        "er hat dass sie nach wird bei einer um am sind noch wie einem über so zum war haben nur oder aber vor zur "
        "bis mehr durch man sein wurde wir ich einen eines kann gegen vom können schon wenn habe seine ihre ihr ihm "
        "ihn unter sei soll will was wo da du mich mir uns euch doch immer wieder sehr hier dann jetzt keine kein "
        "nichts alle alles ohne zwischen seit diese dieser dieses diesem diesen worden wurden waren hatte hatten "
        "damit jahr jahre jahren menschen viele zwei beim muss müssen seiner ihrer sollen während weil dort denn "
        "stadt regierung land länder frau frauen mann männer kinder arbeit gesetz millionen partei neue neuen neuer "
        "neues erste ersten heute gestern morgen woche monat welt",
        "es": "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si "
        "sin sobre este ya entre cuando todo esta ser son dos también fue había era muy años hasta desde está mi "
        "porque qué solo han yo hay vez puede todos así nos ni parte tiene él uno donde bien tiempo mismo ese ahora "
        "cada e vida otro después te otros aunque esa eso hace otra gobierno tan durante siempre día tanto ella tres "
        "sí dijo sido gran según menos mundo año antes estado quien mientras contra sea aquí cual les estos estas "
        "unos algunos toda todas nada debe ante pueden fueron eran están tienen hacer tras además mejor llegar pues "
        "ciudad país países pueblo mujer mujeres hombre hombres hijo hijos trabajo ley millones partido persona "
        "personas nuevo nueva nuevos nuevas mayor menor primera primer segunda hoy ayer mañana semana mes meses casa "
        "noche presidente esto aún",
        "pt": "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu sua ou "
        "quando muito nos já eu também só pelo pela até isso ela entre depois sem mesmo aos são foi está tem foram "
        "ser ter há havia seus suas numa num este esta esse essa isto aquele você vocês nós me te lhe eles elas qual "
        "quem onde porque ainda pode podem sobre todos todas todo toda outro outra outros anos ano dia dias vai vão "
        "fazer feito sendo estão tinha era eram será seria às pelos pelas bem agora então assim cada dois duas três "
        "após contra durante apenas antes melhor nem nada sempre segundo disse diz desde além cidade governo país "
        "países povo mulher mulheres homem homens filho filhos trabalho lei milhões partido pessoa pessoas novo nova "
        "novos novas maior menor primeira primeiro segunda hoje ontem amanhã semana mês meses casa noite presidente "
        "nenhum",
        "it": "di e il la che in a per un è del non si i le con una da al dei della sono nel alla più ha gli lo come "
        "ma anche dal o se ci delle su nella questo essere suo loro sua degli tra ed stato hanno l d c dell all nell "
        "dall sull quell questa questi queste quello quella quelli chi cui quando dove perché così solo due tre anni "
        "anno dopo prima già molto poi ancora ai agli alle dalla dalle dai nelle nei negli sul sulla sulle sui era "
        "erano stata stati state fatto fare può sia senza contro mentre tutti tutto tutte ogni altri altre altro ne "
        "mi ti vi io lui lei noi voi mio mia suoi sue nostro oggi ora bene quanto proprio sempre secondo verso città "
        "governo paese paesi donna donne uomo uomini figlio figli lavoro legge milioni partito persona persone nuovo "
        "nuova nuovi nuove maggiore minore primo seconda ieri domani settimana mese mesi casa notte presidente",
        "nl": "de het een van en in is dat op te zijn met voor niet aan er om ook als dan maar bij of uit nog naar "
        "heeft hij die ze wordt door over deze werd kan meer wel hebben geen ik je we u hun haar zij wij mijn was "
        "waren had hadden worden zou zouden zal zullen moet moeten kunnen wil willen dit tot tegen na zo al veel "
        "want toen nu hoe wat wie waar waarom omdat tussen onder zonder alleen andere ander iets niets altijd weer "
        "toch jaar jaren mensen twee drie eerste nieuwe goed gaat gaan komt komen maken doen zegt onze ons tijdens "
        "volgens sinds vanaf zich hem mij zelf echt heel alle alles hier daar eens stad regering land landen vrouw "
        "vrouwen man mannen kinderen werk wet miljoen partij nieuw vandaag gisteren morgen week maand wereld",
        "sv": "och i att det som en på är av för med den till inte om ett han men var sig från de har hon så vi kan "
        "nu när efter ska också ut under då här man blir där eller detta mot varit hade jag ni du mig dig oss er "
        "honom henne dem deras hans hennes min mitt din sin sitt sina vår våra inom mellan utan upp ner in över vid "
        "hos bara mycket mer mera många flera några någon något ingen inget alla allt andra annan annat första sista "
        "nya ny stora stor enligt sedan redan aldrig alltid igen kanske vad vem hur varför medan samt både fick får "
        "gick går kom kommer sade säger säga sagt gör göra gjort gjorde vara vart blev bli blivit skulle ville vill "
        "kunde måste åt tog tar ta ge ger gav ser se såg vet tycker tror år två tre fyra fem sju åtta dag dagen "
        "dagar vecka idag själv samma hela eftersom därför dessa denna än ännu genom varje kring polisen svenska "
        "människor barn kvinna kvinnor män ej dock däremot nämligen just ofta alltså helt möjligt viktigt nästa "
        "bästa största minst mest mindre större bättre länge längre snart ibland kommit gått stått tagit gett hållit "
        "skrivit köpa köper sälja hjälp hjälpa arbete arbetar jobb pengar kronor procent miljoner miljarder företag "
        "företaget företagen regeringen riksdagen landet världen staden kommunen samhälle frågor fråga svar svarar "
        "uppger menar anser visar berättar skriver",
        "da": "og i at det en den til er som på de med han af for ikke der var mig sig men et har om vi min havde ham "
        "hun nu over da fra du ud sin dem os op man hans hvor eller hvad skal selv her alle vil blev efter bliver "
        "mere jeg dig jer dens hendes deres vores din mit dit sit sine mine hvem hvilket hvilken hvordan hvorfor "
        "blive blevet meget noget nogen nogle ingen intet kun mellem mod uden ind ned frem gennem igennem igen være "
        "været gør gøre gjort gjorde får fået fik gik gå går sagde siger sige sagt tog tager tage taget giv giver "
        "give givet gav ser se set kan kunne skulle ville måtte må ved vidste tror synes andet anden andre første "
        "sidste uge måneder altid aldrig ofte måske fordi hvis mens siden før inden under blandt flere mange hver "
        "hvert lidt lille små bedst børn barn kvinder kvinde mænd mand danske dansk regeringen sag sagen haft have "
        "end lige alligevel fortsat brugt bruge bruger ude inde oppe nede væk vej vejen dreng pige spurgte taler "
        "tale fortæller fortælle fortalte oplyser ligesom derfor dog jo selvom omkring samtidig rigtig rigtigt "
        "hinanden sammen hos både også allerede ifølge år dag to tre seks syv otte dage timer mennesker folk denne "
        "dette disse begge står stod lå ligger kommer kom nye ny stor store tid gang nærmest særligt netop egentlig "
        "kunde virksomhed arbejde hjemme dagen nogensinde herunder desuden imidlertid muligt vigtigt vigtige vigtig "
        "penge flygtninge undersøgelse forsøg køb hjælp hjælpe arbejder mindst længe længere begyndte begynder "
        "troede laver lavede lavet brug bog bøger sprog syg sygdom sygehus håb håber dyb gade mad møde møder mødte "
        "kærlighed sandhed mulighed muligheder frihed virkelighed sikkerhed nyhed nyheder rejse rejser betyder "
        "samfund grund finde finder fundet kender kende kendt køre kører billede billeder vinde vinder vandt årsag "
        "årsagen procent selskab selskabet virksomheder dræbt fængsel ret spørgsmål tilbage allerførst eneste "
        "efterfølgende hvilke tidligere politik kritik teknik butik trafik musik projekt projekter proces centrum "
        "central social situation information organisation national international reaktion aktion station måde måden "
        "højre høj høje nej hej ben sten gæst gæster bedste mindste næste værste vejr bjerg sø skov plads pladsen "
        "åben åbne åbner åbnede oplyste udtaler meddeler kræver kræve ændre ændringer ændret læse læser læst sætte "
        "sætter sat sidde sidder tænke tænker næsten hvornår udover foruden herefter endnu stadigvæk selvfølgelig "
        "ejer ejere ministeren folketinget danskere danskerne sket sker skete gerne virkelig slags udenfor indenfor "
        "bagefter hverken enten",
        "no": "og i det på som er en til å han av for med at var de ikke den har jeg om et men så seg hun hvor fra du "
        "vi kan nå over da ved sa ut sin dem opp være blir eller hva etter skal mot også bare noe mer meg deg dere "
        "oss hennes deres vår vårt våre min mitt mine din ditt dine sitt sine hvem hvilken hvordan hvorfor ble blitt "
        "bli mye noen ingen ingenting mellom uten inn ned fram frem gjennom igjen vært gjør gjøre gjort gjorde får "
        "få fått fikk gikk gå går sier si sagt tok tar ta tatt gi gir gitt ga ser se sett kunne skulle ville måtte "
        "må vet visste tror synes annet annen andre første siste uke uken uka måneder alltid aldri ofte kanskje "
        "fordi hvis dersom mens siden før under blant flere mange hver hvert litt liten lite lille små best barn "
        "barna kvinner kvinne menn mann norsk norske regjeringen sak saken hatt ha enn like likevel fortsatt brukt "
        "bruke bruker ute inne oppe nede borte vei veien gutt jente spurte snakker snakke forteller fortelle "
        "fortalte opplyser ettersom derfor samtidig veldig hverandre sammen hos både allerede ifølge år dag to tre "
        "seks sju åtte dager timer mennesker folk denne dette disse begge står sto lå ligger kommer kom nye ny stor "
        "store tid gang selv alle vil mener viser ønsker riktig egentlig virksomhet arbeid hjemme dagen neste helt "
        "tidligere lenger noensinne herunder dessuten imidlertid mulig viktig viktige penger flyktninger "
        "undersøkelse forsøk kjøp hjelp hjelpe arbeider minst lenge begynte begynner trodde lager laget bruk bok "
        "bøker språk syk sykdom sykehus sykehuset håp håper dyp gate mat møte møter møtte kjærlighet sannhet "
        "mulighet muligheter frihet virkelighet sikkerhet nyhet nyheter reise reiser betyr samfunn grunn finne "
        "finner funnet kjenner kjenne kjent kjøre kjører bilde bilder vinne vinner vant årsak årsaken prosent "
        "selskap selskapet virksomheter drept fengsel rett spørsmål tilbake eneste etterpå hvilke selvsagt politikk "
        "kritikk teknikk butikk trafikk musikk prosjekt prosjekter prosess sentrum sentral sosial situasjon "
        "situasjonen informasjon organisasjon nasjonal internasjonal reaksjon aksjon stasjon måte måten høyre høy "
        "høye nei hei bein stein gjest gjester beste minste verste vær fjell sjø skog plass plassen åpen åpne åpner "
        "åpnet opplyste uttaler melder krever kreve endre endringer endret lese leser lest sette setter satt sitte "
        "sitter tenke tenker nesten utover deretter ennå enda fremdeles selvfølgelig eier eiere statsråden "
        "stortinget nordmenn skjedd skjer skjedde skje jobb jobben jobber gjerne virkelig slags utenfor innenfor "
        "verken enten kona stengt butikken ikkje eit ein frå dei kva korleis berre noko meir vere vore gjere difor "
        "eg me ho desse mykje heile sjølv no òg",
        "fi": "ja on ei se että hän oli ovat mutta kun niin myös kuin jo tai ole mukaan vuoden sen joka jos vain nyt "
        "sekä ollut mitä olla olisi eivät hänen he minä sinä me te ne tämä tämän tässä siitä sitä sille jossa jotka "
        "jonka mikä miten miksi kuka vielä jälkeen kanssa ennen kaikki koko hyvin paljon enemmän vuonna vuotta kaksi "
        "uusi suomen sanoo kertoo tulee voi voidaan pitää",
        "pl": "i w na z się nie do że jest o to po jak od za co ale dla ma przez tym był czy być już są tak oraz jego "
        "jej także będzie może tego a u ze we by ja on ona my mnie mi go ich im nas nam pan pani kto który która "
        "które których którzy którym gdy kiedy gdzie tylko jeszcze bardzo też więc jednak przed przy pod nad między "
        "bez jako ten ta te tej była było były został została mają można lat roku rok dwa dwóch ludzi wszystko "
        "wszystkich nawet teraz tam tu podczas według wtedy swoje swoją swój sobie siebie",
        "cs": "a v se na je že s z o do i to by ve pro za jsou jako po k ale která který od tak jsem jeho při bylo už "
        "nebo také mezi podle není byl aby ze ke které kteří kde když jak co kdo proč jen ještě jej jí jim jich ho "
        "mu mě mi ji ní něm nás nám vás vám si svou své svůj tento tato toto této tomto tom toho tím ten ta být bude "
        "budou byla byly byli má mají měl může mohou musí před pod nad bez proti kvůli více velmi však proto protože "
        "pokud teď dnes let roku rok lidí lidé dva dvě první nové řekl uvedl dalších další ani než jeden jedna jsme "
        "jste nejsou například zda neboť ovšem tedy",
        "sk": "a v sa na je že s z o do aj to by vo pre za sú ako po k ale ktorá ktorý od tak som jeho pri bolo už "
        "alebo tiež medzi podľa nie bol aby zo ku ktoré ktorí kde keď čo kto prečo len ešte jej im ich ho mu ma mi "
        "ju nej nás nám vás vám si svoj svoju svoje tento táto toto tejto tomto tom toho tým ten tá byť bude budú "
        "bola boli má majú mal môže môžu musí pred pod nad bez proti viac veľmi však preto pretože ak teraz dnes "
        "rokov roku rok ľudí ľudia dva dve prvý povedal uviedol ďalších ďalšie ani než jeden sme ste lebo teda",
        "ro": "de și în a la cu pe o din că un este pentru nu care se au mai al prin ale sunt fost ce sau fi dar după "
        "lui această acest acestea aceste ei el ea noi voi eu îl îi le lor ne vă mă te am ai are avea era erau fie "
        "va vor ar când unde cum cât dacă doar foarte tot toate toți fără până între sub peste către într dintre ani "
        "anul două trei oameni astfel încă decât spus unui unei iar cel cea cei oraș guvern guvernul țară țări "
        "femeie femei bărbat bărbați copii muncă lege legea milioane partid persoană persoane nou nouă prima primul "
        "azi ieri mâine săptămână lună luni casă noapte președintele",
        "ca": "de la i el que en a els les per un amb una del al és no l d ha dels més com s va són aquest però també "
        "o seva seu seus seves aquesta aquests aquestes això allò què quan on perquè si ja fins des sense sobre "
        "entre molt tot tots totes tota altres altre cada dos anys any han havia estat ser fer fet pot poden vam van "
        "hi ho ens em et us li n als pel pels ni així només després abans segons contra durant mateix nou nova m t "
        "ciutat govern país països poble dona dones home homes fill fills treball llei milions partit persona "
        "persones nous noves major menor primera primer segona avui ahir demà setmana mes mesos casa nit president",
        "hu": "a az és hogy nem is egy volt meg de ez csak már el vagy mint ha még lesz azt kell szerint amely után "
        "ezt ennek annak akkor ami aki akik amelyek ahol mert van vannak volna voltak lehet között alatt majd most "
        "itt ott így úgy nagyon minden több két három év éve ember magyar arra erre ezért pedig azonban illetve",
        "tr": "ve bir bu da de için ile olarak çok daha gibi olan sonra kadar ise ne en dedi her var yeni değil göre "
        "etti oldu o şu ben sen biz siz onlar onun bunun ama ancak fakat veya ya ki mi mı mu mü diye hem tüm bütün "
        "bazı nasıl neden niçin kim nerede zaman önce şimdi yıl yıllık yılında gün iki üç ilk son büyük iyi olduğu "
        "olduğunu olması olacak edildi ediyor eden etmek yapılan yaptığı tarafından arasında karşı üzerinde içinde "
        "sadece birlikte bile artık kendi türk tl",
        "id": "yang dan di dari untuk dengan ini itu pada tidak dalam akan juga ke ada adalah telah oleh kata karena "
        "bisa sebagai saat tersebut para atau saya kami kita anda dia mereka ia nya pun lagi sudah belum masih hanya "
        "lebih sangat harus dapat jika bila ketika seperti antara setelah sebelum hingga sampai secara bagi agar "
        "namun tetapi tapi sehingga semua setiap banyak beberapa orang tahun hari satu dua tiga baru besar baik lain "
        "apa siapa bagaimana mengapa sini situ jadi menjadi merupakan maka bahwa tak bukan",
        "hr": "i u je se na da su za od s o ne što koji a kao će iz to ali bio do te koja nije bi samo nakon koje sam "
        "si smo ste ja ti on ona mi vi oni ga mu joj ih im nas kako kada gdje tko zašto više već još jer ako pa ili "
        "bez prije poslije između prema protiv zbog kod pri sve svi svoj godine godina dana bila bilo bili ima može "
        "treba",
        "sl": "in je v se na da za ki so z s pa ne o bi tudi po kot bo od iz ali bil še pri do sem si smo ste jaz on "
        "ona mi vi oni ga mu jo jih jim nas kako kdaj kje kdo zakaj več že ker če le samo brez pred med proti zaradi "
        "vse vsi svoj leta leto let dni bila bilo bili ima lahko treba ni kar tem tega ta to",
        "lt": "ir kad yra į su iš tai ne kaip buvo jis apie po bet už pat dar iki metų savo jo ji jie jos aš tu mes "
        "jūs kas kur kada kodėl kuris kuri kurie kurių jau tik labai daugiau nuo prie per tarp prieš dėl pagal arba "
        "ar nes jei visi viskas bus būti gali turi nėra šis ši šiuo tačiau taip metais lietuvos",
        "vi": "và của là có trong được cho không với các những một người này đã đến khi từ về như tôi anh chị em ông "
        "bà chúng ta họ nó sẽ đang cũng rất nhiều hơn nhất mà thì để vào ra lên tại bị bởi theo sau trước năm ngày "
        "hai ba nếu vì nên làm đó đây còn chỉ",
        "ru": "и в не на что с он как это по но из у за к от его для о так же было все или был бы она до мы при они я "
        "ты вы её ее их им ему ей нас нам вас вам мне меня тебя себя свой свою своих который которая которые которое "
        "которых которой этого этой этот эта эти этом того тот та те том тем были была есть будет будут быть может "
        "можно надо нужно если когда где кто чем чтобы потому уже ещё еще только очень даже также после перед между "
        "под над без через около во со об ли ни нет да вот там тут здесь теперь сейчас тогда всё всех всего один два "
        "лет год года году человек людей время раз просто более менее больше самый именно а",
        "uk": "і в не на що з та як це до за від у але його для про або було він був й є які під її їх їм йому нас "
        "нам вас вам мені мене себе свій свою який яка яке яких якої цього цей ця ці тому тим були була буде будуть "
        "бути може можна треба якщо коли де хто чим щоб вже ще тільки дуже навіть також після перед між без через зі "
        "із ні так там тут тепер зараз тоді все всі всіх один два років рік року людей час а ж би",
        "bg": "и в на да се от не за е с че са по го ще като това до към той беше но или ги му ѝ им ми ни ви аз ти тя "
        "ние вие те тази този тези което който която които когато къде кой какво защо как след преди между под над "
        "без през около във със само много още вече също може трябва има няма бил била било бяха бъде ако защото "
        "обаче според така там тук сега тогава всички всичко един една едно два две години година хора време а",
        "ar": "في من على إلى أن التي عن الذي هذا مع كان هذه لا ما بعد قال وقد ذلك بين أو كما كل لم لن قد إن هو هي هم "
        "نحن أنا كانت يكون تكون ثم حتى منذ خلال عند غير أي ليس حيث قبل لكن ولا وفي ومن وهو وهي إذا به بها له لها "
        "عليه فيه اليوم الآن أكثر كذلك",
        "fa": "و در به از که این را با است برای آن یک خود تا بر هم شد شده می کرد ما من تو او آنها شما نیز اما اگر یا "
        "هر همه بود باشد شود کند کرده دارد دارند نمی پس پیش بین روی سال روز دو چه چرا وی",
    }.items()
}

# How much press a language has, roughly by its share of the world's sites. What is in none of these has a little.
WORLD_PRESS = frozenset({"ar", "de", "en", "es", "fr", "it", "ja", "pt", "ru", "zh"})
NATIONAL_PRESS = frozenset(
    {"cs", "da", "el", "fa", "fi", "he", "hi", "hu", "id", "ko", "nl", "no", "pl", "ro", "sv", "th", "tr", "uk", "vi"}
)
RARELY_MET = frozenset({"af", "cy", "so", "sq", "sw", "tl"})  # short texts with names look like them and seldom are

# Characters written so in Japanese alone: simplified on its own, or made in Japan.
ONLY_JAPANESE = (
    "県駅円広売図応実楽労険験単戦価帰検権読続総経済関気転鉄拠挙営悪圧囲隠栄桜込働畑峠匂栃辻払仏沢択歩渋浜浄湿満滝焼獣稲粛継縄縦繊聴脳"
    "蔵薬覧観訳豊賛軽辺釈銭陥霊頼騒鶏齢変両絶"
)
