"""Juniper: a day spa with a house in London and one in Denver, seven hours apart."""

from config.demo.plans import Offer, Person, Place, Plan

MASSAGE, DEEP, FACIAL, WRAP, STONES = (
    "Swedish massage", "Deep tissue massage", "Juniper facial", "Salt and oil wrap", "Hot stones",
)  # fmt: skip
BODY = [MASSAGE, DEEP, STONES, WRAP]

JUNIPER = Plan(
    slug="juniper",
    name="Juniper Day Spa",
    kind="spa",
    word="guest",
    currency="GBP",
    language="en",
    country="GB",
    hue="plum",
    phone="+442079460100",
    email="hello@juniper.example",
    people=560,
    markets=["london", "denver"],
    room="Treatment room",
    sources=["Friend or family", "Instagram", "Gift card", "Google", "Hotel concierge"],
    tags=["Gift card", "Member", "Bride", "Prenatal", "Weekends"],
    places=[
        Place(name="Juniper Marylebone", zone="Europe/London", street="14 Chiltern Mews", postcode="W1U 6XX",
              city="London", country="GB", phone="+442079460100", opens=9 * 60, closes=20 * 60),
        Place(name="Juniper Denver", zone="America/Denver", street="1420 Larimer Court", postcode="80202",
              city="Denver, CO", country="US", phone="+13035550100", opens=9 * 60, closes=19 * 60),
    ],
    offers=[
        Offer(name=MASSAGE, category="Massage", parts=(5, 60, 0, 0, 10), price=95, rhythm=35, hue="indigo",
              text="The classic: long strokes, warm oil.", named=True, weight=5),
        Offer(name=DEEP, category="Massage", parts=(5, 75, 0, 0, 15), price=120, rhythm=35, hue="ocean",
              text="For knots that have been there a while.", named=True, weight=3),
        Offer(name=STONES, category="Massage", parts=(10, 75, 0, 0, 15), price=130, rhythm=49, hue="ochre",
              text="Basalt, heated; you will sleep well.", named=True, weight=2),
        Offer(name=FACIAL, category="Skin", parts=(5, 35, 20, 10, 10), price=110, rhythm=35, hue="rose",
              text="Cleanse, mask, and twenty minutes of nothing at all.", named=True, weight=4),
        Offer(name=WRAP, category="Body", parts=(10, 25, 40, 15, 15), price=145, rhythm=56, hue="moss",
              text="Sea salt, juniper oil, warm linen.", named=True, weight=1),
    ],
    team=[
        Person(name="Imogen Hart", title="Owner", role="owner", mail="imogen"),
        Person(name="Caleb Stone", title="Manager, Denver", role="manager", mail="caleb", place=1),
        Person(name="Poppy Ellis", title="Reception, London", role="front_desk", mail="poppy"),
        Person(name="Ottilie Grant", title="Skin therapist", role="practitioner", mail="ottilie",
               offers=[FACIAL], off=(1, 4), hue="rose", rebooks=0.52, pleases=4.7,
               hours=((600, 840), (900, 1140))),
        Person(name="Marcus Bell", title="Massage therapist", role="practitioner", mail="marcus",
               offers=BODY, off=(2, 3), hue="ocean", rebooks=0.35, pleases=4.5,
               hours=((600, 840), (900, 1200))),
        Person(name="Yuki Sato", title="Massage therapist", role="practitioner", mail="yuki",
               offers=BODY, off=(3, 5), hue="indigo", rebooks=0.48, pleases=4.8,
               hours=((540, 780), (840, 1080))),
        Person(name="Maya Ortiz", title="Skin and body therapist", role="practitioner", mail="maya", place=1,
               offers=[FACIAL, *BODY], off=(1, 5), hue="teal", rebooks=0.44, pleases=4.6,
               hours=((540, 780), (840, 1080))),
        Person(name="Dylan Frost", title="Massage therapist", role="practitioner", mail="dylan", place=1,
               offers=BODY, off=(2, 4), hue="ochre", rebooks=0.28, pleases=4.2,
               hours=((600, 840), (900, 1140))),
        Person(name="Theo Lang", title="Marketing", role="marketer", mail="theo"),
        Person(name="Ruth Abara", title="Accountant", role="read_only", mail="ruth"),
    ],
)  # fmt: skip
