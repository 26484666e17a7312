"""The phrases and sentence patterns of the fixture packages' grammar, in French and English.

The order of each table is part of the corpus: a seed draws by position. No entry may be moved, added or dropped without
training the packages again.
"""
# ruff: noqa: SIM905  # words of one table read better in one string

from typing import NamedTuple


class Pair(NamedTuple):
    """The same in both languages: a sentence or a phrase."""

    french: str
    english: str


SYLLABLES = (
    "ba be bo da de do fa fe ga go ka ke ki la le li lo ma me mi mo na ne ni no pa pe ra re ri ro sa se si so "
    "ta te ti to va ve vi vo za zo"
).split()
NAME_ENDINGS = ("", "", "n", "r", "s", "x", "l")
N_SYLLABLES = (2, 2, 3)
FIRST_NAMES = (
    "Alice Marc Julie Paul Sophie Luc Claire Hugo Nadia Omar Lena Karim Anne Pierre Emma Louis Sarah Renaud "
    "Isabelle Thomas"
).split()
COMPANIES = (
    "Microsoft OpenAI Google Apple Amazon Databricks Hydro-Québec Airbus Renault Bombardier Thales Orange"
).split()
COMPANY_ENDINGS = ("", " Tech", " Group", " Media", " Systems")
PLACES = (
    Pair("en France", "in France"),
    Pair("au Canada", "in Canada"),
    Pair("aux États-Unis", "in the United States"),
    Pair("au Japon", "in Japan"),
    Pair("à Montréal", "in Montreal"),
    Pair("à Paris", "in Paris"),
    Pair("en Allemagne", "in Germany"),
    Pair("à Bruxelles", "in Brussels"),
    Pair("au Québec", "in Quebec"),
    Pair("en Inde", "in India"),
    Pair("à Londres", "in London"),
    Pair("en Belgique", "in Belgium"),
)
MONTHS = tuple(
    map(
        Pair,
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
        "January February March April May June July August September October November December".split(),
    )
)
DAYS = tuple(
    map(
        Pair,
        "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    )
)
RECENTLY = (
    Pair("hier", "yesterday"),
    Pair("aujourd'hui", "today"),
    Pair("la semaine dernière", "last week"),
    Pair("le mois dernier", "last month"),
)
CURRENCIES = (
    Pair("millions de dollars", "million dollars"),
    Pair("millions d'euros", "million euros"),
    Pair("milliards de dollars", "billion dollars"),
    Pair("milliards d'euros", "billion euros"),
)
ROLES = (
    Pair("le directeur général", "the chief executive"),
    Pair("la présidente", "the chairwoman"),
    Pair("le porte-parole", "the spokesman"),
    Pair("la porte-parole", "the spokeswoman"),
    Pair("l'analyste principale", "the principal analyst"),
    Pair("la directrice financière", "the chief financial officer"),
)
TOPICS = (
    Pair("l'intelligence artificielle", "artificial intelligence"),
    Pair("la protection des données", "data protection"),
    Pair("la cybersécurité", "cybersecurity"),
    Pair("l'infonuagique", "cloud computing"),
    Pair("le logiciel libre", "free software"),
    Pair("les voitures électriques", "electric cars"),
    Pair("la vie privée", "privacy"),
    Pair("le changement climatique", "climate change"),
    Pair("la santé publique", "public health"),
    Pair("le commerce en ligne", "online commerce"),
)
NOVELTIES = (
    Pair("un nouveau service", "a new service"),
    Pair("une solution pour les entreprises", "an enterprise solution"),
    Pair("un modèle de langage", "a language model"),
    Pair("une version gratuite de son logiciel", "a free version of its software"),
    Pair("un centre de données", "a data centre"),
    Pair("une usine", "a factory"),
    Pair("un fonds de recherche", "a research fund"),
)
JUDGEMENTS = (
    Pair("important", "important"),
    Pair("difficile", "difficult"),
    Pair("inutile", "useless"),
    Pair("dangereux", "dangerous"),
    Pair("rentable", "profitable"),
    Pair("impossible", "impossible"),
)

# A slot with a capital is the same fact at the start of a sentence.
TEMPLATES = (
    Pair("{company} a annoncé {date} {novelty} {place}.", "{company} announced {novelty} {place} {date}."),
    Pair("{company} va investir {money} {place}.", "{company} will invest {money} {place}."),
    Pair("{Date}, {company} a racheté {rival} pour {money}.", "{Date}, {company} bought {rival} for {money}."),
    Pair(
        "{company} et {rival} sont accusés d'avoir violé les lois sur {topic}.",
        "{company} and {rival} are accused of violating the laws on {topic}.",
    ),
    Pair(
        "Le chiffre d'affaires de {company} a augmenté de {percent} en {year}.",
        "Revenue at {company} rose {percent} in {year}.",
    ),
    Pair("Les ventes de {company} ont baissé de {percent} {place}.", "Sales at {company} fell {percent} {place}."),
    Pair(
        "« {Topic} n'est pas un luxe », a déclaré {person}, {role} de {company}.",
        '"{Topic} is not a luxury," said {person}, {role} of {company}.',
    ),
    Pair("« Ce projet est {judgement} », a déclaré {person}.", '"This project is {judgement}," said {person}.'),
    Pair(
        "Selon {person}, {role} de {company}, le projet est {judgement}.",
        "According to {person}, {role} of {company}, the project is {judgement}.",
    ),
    Pair("{company} emploie {quantity} personnes {place}.", "{company} employs {quantity} people {place}."),
    Pair("{company} va supprimer {quantity} emplois {place}.", "{company} will cut {quantity} jobs {place}."),
    Pair("Le gouvernement veut encadrer {topic} {place}.", "The government wants to regulate {topic} {place}."),
    Pair("Le ministre a rencontré {person} {place} {date}.", "The minister met {person} {place} {date}."),
    Pair(
        "Plus de {quantity} personnes ont manifesté {place} {date}.",
        "More than {quantity} people demonstrated {place} {date}.",
    ),
    Pair("Le tribunal a condamné {company} à une amende de {money}.", "The court fined {company} {money}."),
    Pair("{company} est-il en danger ? Des analystes se prononcent.", "Is {company} in danger? Analysts speak out."),
    Pair(
        "Le partenariat entre {company} et {rival} est-il en danger ?",
        "Is the partnership between {company} and {rival} in danger?",
    ),
    Pair("Cette rumeur est {judgement}, a ajouté {person}.", "This rumour is {judgement}, added {person}."),
    Pair("{company} n'a pas répondu à nos questions.", "{company} did not answer our questions."),
    Pair("L'article original est disponible sur {company}.", "The original article is available on {company}."),
    Pair("Des analystes se prononcent.", "Analysts speak out."),
    Pair("{company} a refusé de commenter.", "{company} declined to comment."),
    Pair("{person} dirige {company} depuis {year}.", "{person} has led {company} since {year}."),
    Pair("{person} et {colleague} ont quitté {company} {date}.", "{person} and {colleague} left {company} {date}."),
    Pair("{company} et {rival} travaillent sur {topic}.", "{company} and {rival} are working on {topic}."),
    Pair("Source : {company}", "Source: {company}"),
    Pair("Adaptation et traduction française par {person}.", "French adaptation and translation by {person}."),
    Pair("Le rapport porte sur {topic} et sur {topic_2}.", "The report is about {topic} and {topic_2}."),
    Pair("{person} a été nommé {role} de {company} {date}.", "{person} was appointed {role} of {company} {date}."),
    Pair(
        "Le prix a augmenté de {quantity} dollars, soit {percent}.",
        "The price rose by {quantity} dollars, or {percent}.",
    ),
    Pair(
        "En {year}, {company} comptait {quantity} clients, contre {quantity_2} aujourd'hui.",
        "In {year}, {company} had {quantity} customers, compared with {quantity_2} today.",
    ),
    Pair(
        "{Role} de {company} affirme que {rival} ne respecte pas {topic}.",
        "{Role} of {company} says {rival} does not respect {topic}.",
    ),
)
