"""Cedar: a coach who works alone, in Berlin, in German and English."""

from config.demo.plans import Offer, Part, Person, Place, Plan

CALL, SESSION, DEEP, WALK = "Kennenlerngespräch", "Coaching", "Intensivsitzung", "Coaching im Gehen"

CEDAR = Plan(
    slug="cedar",
    name="Cedar Coaching",
    kind="coach",
    word="client",
    currency="EUR",
    language="de",
    country="DE",
    hue="moss",
    phone="+493023125000",
    email="nina@cedar.example",
    people=84,
    markets=["berlin"],
    sources=["Empfehlung", "LinkedIn", "Podcast", "Vortrag", "Website"],
    tags=["Führung", "Berufswechsel", "Rückkehr", "Gründung"],
    places=[
        Place(
            name="Cedar, Kreuzberg",
            zone="Europe/Berlin",
            street="Planufer 12",
            postcode="10967",
            city="Berlin",
            country="DE",
            phone="+493023125000",
            opens=9 * 60,
            closes=18 * 60,
        )
    ],
    offers=[
        Offer(name=CALL, category="Coaching", parts=(0, 30, 0, 0, 0), price=0, rhythm=10, hue="ochre",
              text="Eine halbe Stunde, um zu hören, ob es passt.", named=True, weight=0),
        Offer(name=SESSION, category="Coaching", parts=(0, 60, 0, 0, 15), price=130, rhythm=14, hue="teal",
              text="Eine Stunde an einem Thema.", named=True, weight=6),
        Offer(name=DEEP, category="Coaching", parts=(0, 90, 0, 0, 15), price=185, rhythm=28, hue="ocean",
              text="Anderthalb Stunden für das, was länger braucht.", named=True, weight=2),
        Offer(name=WALK, category="Coaching", parts=(0, 75, 0, 0, 15), price=150, rhythm=21, hue="moss",
              text="Am Kanal entlang, bei fast jedem Wetter.", named=True, weight=2),
    ],
    team=[
        Person(name="Nina Albrecht", title="Coach", role="owner", mail="nina",
               offers=[CALL, SESSION, DEEP, WALK], off=(2, 3), hue="moss", rebooks=0.66, pleases=4.7,
               hours=((540, 780), (840, 1080))),
        Person(name="Heike Brandt", title="Steuerberaterin", role="read_only", mail="heike"),
    ],
    cast=[
        Part(name="Miriam Seidel", kind="regular", person="Nina Albrecht", days_ago=320, rhythm=14, hour=600,
             is_here=True, tags=("Führung",),
             facts=(("goal", "", "Bis zum Sommer entscheiden: bleiben oder gehen.", 0),
                    ("preference", "", "Lieber im Gehen als am Tisch.", 14)),
             said=((0, 5, "Ich habe die Kündigung abgeschickt. Danke."),)),
        Part(name="Tobias Engel", kind="course", person="Nina Albrecht", days_ago=60, hour=960,
             sent_by="Miriam Seidel", wrote="Kann ich Donnerstag eine halbe Stunde später kommen?"),
    ],
)  # fmt: skip
