"""Who lives where: names, numbers and streets that belong to nobody."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from clients.rules.names import fold

NEW_YORK = (
    "Grace Amara Zoë Liam Priya Daniel Nora Theo Ines Marcus Hannah Julian Rosa Ezra Naomi Victor Lucia Owen Simone "
    "Caleb Yara Peter Joan Malik Tessa Andre Wanda Felix Carmen Isaac Ruth Dmitri Elena Jamal Bridget Luis Fatima "
    "Gordon Mina Patrick Adele Rafael Sadie Curtis Ming Olga Terrence Vera Hugo Leona Raymond Pilar Stanley Dolores "
    "Arjun Celia Winston Beatriz Nathan Irina Kofi Margot Alonzo Judith Sanjay Renee Brendan Lola Everett Anya",
    "Kim Okafor Baker Ortega Raman Whitfield Lindqvist Marchetti Carvalho Goldberg Washington Nguyen Rossi Cohen "
    "O'Neill Fernandez Park Brooks Petrov Haddad Chen Murphy Rivera Singh Johansson Wallace Delgado Hughes Bianchi "
    "Sullivan Jackson Mendez Schwartz Ali Novak Barnes Castillo Ito Fletcher Abrams Doyle Vargas Weiss Coleman Shah "
    "Kowalski Reid Santos Feldman Grant Osborne Diaz Levine Tran Mercer Boateng Quinn Salazar Berger Holloway",
)
BERLIN = (
    "Anna Jonas Miriam Felix Katrin Tobias Aylin Matthias Lena Henrik Svenja Deniz Clara Moritz Ulrike Paul Nele "
    "Stefan Jana Florian Esra Martin Franziska Lukas Sabine Can Judith Sebastian Heike Oliver Marlene Piotr Greta "
    "Andreas Yasemin Kai Ines Robert Theresa Nils",
    "Hoffmann Yılmaz Schröder Becker Krüger Neumann Demir Vogel Lehmann Arnold Winkler Kowalczyk Brandt Seidel "
    "Horn Kaiser Şahin Ludwig Franke Roth Busch Albers Pohl Keller Engel Thiele Maurer Jansen Sommer Graf",
)
LONDON = (
    "Imogen Oliver Aisha George Freya Harry Amelia Kwame Charlotte Rory Zara Edward Niamh Callum Meera Jasper Esme "
    "Tariq Beatrice Lewis Saoirse Arthur Lucy Femi Phoebe Duncan Anjali Toby Harriet Idris Flora Rhys Matilda Alfie "
    "Eleanor Nadia Hamish Isla Vikram Rosalind",
    "Ashworth Begum Campbell Davies Ellery Fitzgerald Gupta Hartley Iqbal Jennings Kelleher Lockwood Mensah Norris "
    "Okonkwo Pemberton Quigley Rahman Sinclair Thackeray Underhill Vaughan Whitmore Yates Adeyemi Blythe Chaudhry "
    "Drummond Evans Fairchild Greenwood Hollis",
)
DENVER = (
    "Savannah Wyatt Marisol Trevor Brooke Hector Kendall Shane Alma Cody Jocelyn Dustin Paloma Grant Sierra Manuel "
    "Paige Boone Leticia Travis Autumn Diego Heather Colton Ximena Reid Dakota Ana Wesley Teresa",
    "Archuleta Bauer Chavez Dawson Everhart Gallegos Hansen Jaramillo Kessler Lujan Maddox Nakamura Olsen Pacheco "
    "Quintana Redfern Sandoval Tafoya Ulibarri Velasquez Whitaker Yazzie Beckett Crowder Foley Granger",
)


@dataclass(frozen=True)
class Market:
    """A city: its names, the numbers kept free for fiction there, its mail hosts, its streets."""

    names: tuple[str, str]
    phones: tuple[str, ...]
    streets: tuple[str, ...]
    towns: tuple[tuple[str, str], ...]


def _area(codes: str, pattern: str, upto: int) -> tuple[str, ...]:
    return tuple(pattern.format(code=code, n=n) for n in range(upto) for code in codes.split())


MARKETS = {
    "new_york": Market(
        NEW_YORK,
        _area("212 646 718 917 347 929", "+1{code}55501{n:02}", 100),
        (
            "Smith Street",
            "Henry Street",
            "Union Street",
            "Clinton Street",
            "Hoyt Street",
            "4th Avenue",
            "Bond Street",
        ),
        (
            ("11201", "Brooklyn, NY"),
            ("11231", "Brooklyn, NY"),
            ("11217", "Brooklyn, NY"),
            ("11215", "Brooklyn, NY"),
        ),
    ),
    "berlin": Market(
        BERLIN,
        _area("x", "+4917139200{n:02}", 100),
        ("Graefestraße", "Reichenberger Straße", "Weserstraße", "Kastanienallee", "Boxhagener Straße"),
        (("10967", "Berlin"), ("10999", "Berlin"), ("12047", "Berlin"), ("10435", "Berlin")),
    ),
    "london": Market(
        LONDON,
        _area("x", "+447700900{n:03}", 1000),
        ("Paddington Street", "Weymouth Street", "Seymour Place", "George Street", "Marylebone Lane"),
        (("W1U 6XX", "London"), ("W1G 7XX", "London"), ("NW1 5XX", "London"), ("W1H 2XX", "London")),
    ),
    "denver": Market(
        DENVER,
        _area("303 720", "+1{code}55501{n:02}", 100),
        ("Blake Street", "Wazee Street", "Pearl Street", "Tennyson Street", "Larimer Street"),
        (("80202", "Denver, CO"), ("80205", "Denver, CO"), ("80210", "Denver, CO"), ("80211", "Denver, CO")),
    ),
}


def people_of(market: str, chance: Random) -> Iterator[str]:
    """Full names, none twice, in an order that chance decides once."""
    first, last = (words.split() for words in MARKETS[market].names)
    pairs = [f"{given} {family}" for given in first for family in last]
    chance.shuffle(pairs)
    yield from pairs


def phones_of(market: str, chance: Random) -> Iterator[str]:
    """Numbers kept free for fiction; when a city's run out, the rest have no phone. The first is the practice's."""
    numbers = list(MARKETS[market].phones[1:])
    chance.shuffle(numbers)
    yield from numbers
    while True:
        yield ""


def mail_of(name: str, chance: Random) -> str:
    host = chance.choice(("mail.example", "post.example", "inbox.example"))
    return f"{fold(name).replace(' ', '.')}@{host}"
