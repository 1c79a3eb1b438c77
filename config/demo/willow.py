"""Willow: a physiotherapy clinic of six practitioners in Brooklyn."""

from config.demo.plans import Offer, Part, Person, Place, Plan

ASSESSMENT = "First assessment"
PHYSIO, OSTEO, NEEDLES = "Physiotherapy", "Osteopathy", "Acupuncture"
SPORTS, DEEP, REVIEW = "Sports massage", "Deep tissue massage", "Post-op review"

WILLOW = Plan(
    slug="willow",
    name="Willow Physio",
    kind="clinic",
    word="patient",
    currency="USD",
    language="en",
    country="US",
    hue="teal",
    phone="+12125550100",
    email="hello@willow.example",
    people=560,
    markets=["new_york"],
    room="Treatment room",
    sources=["Friend or family", "Google", "Doctor", "Walked past", "Instagram", "Running club"],
    tags=["Runner", "Desk worker", "Post-op", "Prenatal", "Dancer", "Cyclist", "Insurance"],
    places=[
        Place(
            name="Willow Physio, Carroll Gardens",
            zone="America/New_York",
            street="218 Court Street",
            postcode="11201",
            city="Brooklyn, NY",
            country="US",
            phone="+12125550100",
        )
    ],
    offers=[
        Offer(
            name=ASSESSMENT, category="Physiotherapy", parts=(5, 60, 0, 0, 10), price=140, rhythm=10,
            hue="indigo", text="An hour to listen, test and agree on a plan.", weight=0,
        ),
        Offer(
            name=PHYSIO, category="Physiotherapy", parts=(0, 45, 0, 0, 10), price=105, rhythm=14,
            hue="teal", text="Hands-on treatment and exercises you can do at home.", weight=5,
        ),
        Offer(
            name=OSTEO, category="Osteopathy", parts=(0, 45, 0, 0, 10), price=120, rhythm=28,
            hue="ocean", text="Gentle work on joints and what moves them.", weight=3,
        ),
        Offer(
            name=NEEDLES, category="Acupuncture", parts=(5, 20, 25, 5, 10), price=95, rhythm=14,
            hue="ochre", text="Needles, then twenty-five quiet minutes.", weight=3,
        ),
        Offer(
            name=SPORTS, category="Massage", parts=(0, 60, 0, 0, 10), price=110, rhythm=21,
            hue="rose", text="For legs that run, ride or dance.", named=True, weight=4,
        ),
        Offer(
            name=DEEP, category="Massage", parts=(0, 90, 0, 0, 15), price=150, rhythm=28,
            hue="moss", text="Slow and thorough, back and shoulders above all.", named=True, weight=2,
        ),
        Offer(
            name=REVIEW, category="Physiotherapy", parts=(0, 30, 0, 0, 5), price=80, rhythm=21,
            hue="slate", text="A look at how the operated joint is coming along.", online=False, weight=1,
        ),
    ],
    team=[
        Person(name="Ana Reyes", title="Owner, physiotherapist", role="owner", mail="ana",
               offers=[ASSESSMENT, PHYSIO, REVIEW], off=(1, 4), hue="teal", rebooks=0.72, pleases=4.8,
               hours=((600, 780), (840, 1020))),
        Person(name="Petra Novak", title="Physiotherapist", role="practitioner", mail="petra",
               offers=[ASSESSMENT, PHYSIO, REVIEW], off=(4, 6), hue="ocean", rebooks=0.68, pleases=4.75),
        Person(name="Samuel Osei", title="Physiotherapist", role="practitioner", mail="samuel",
               offers=[ASSESSMENT, PHYSIO, REVIEW], off=(2, 4), hue="indigo", rebooks=0.41, pleases=4.3,
               hours=((600, 840), (885, 1140))),
        Person(name="Mei Tanaka", title="Acupuncturist", role="practitioner", mail="mei",
               offers=[NEEDLES], off=(4, 5), hue="ochre", rebooks=0.58, pleases=4.7),
        Person(name="Leila Haddad", title="Osteopath", role="practitioner", mail="leila",
               offers=[OSTEO], off=(3, 4), hue="slate", rebooks=0.55, pleases=4.65,
               hours=((480, 720), (765, 960))),
        Person(name="Tomás Rivera", title="Massage therapist", role="practitioner", mail="tomas",
               offers=[SPORTS, DEEP], off=(2, 4), hue="rose", rebooks=0.47, pleases=4.6,
               hours=((600, 825), (870, 1140))),
        Person(name="Dana Whitlock", title="Practice manager", role="manager", mail="dana"),
        Person(name="Frank Moreno", title="Front desk", role="front_desk", mail="frank"),
        Person(name="Sofia Lind", title="Marketing", role="marketer", mail="sofia"),
        Person(name="Walter Ames", title="Bookkeeper", role="read_only", mail="walter"),
    ],
    cast=[
        # Four people who came because somebody they know did.
        Part(name="Grace Kim", kind="regular", person="Petra Novak", days_ago=610, rhythm=21, hour=540,
             tags=("Runner",), said=((0, 5, "Two years in and still the best hour of my month."),)),
        Part(name="Amara Okafor", kind="regular", person="Mei Tanaka", days_ago=430, rhythm=14, sent_by="Grace Kim",
             preferred="Ama", hour=720),
        Part(name="Zoë Baker", kind="regular", person="Petra Novak", days_ago=260, sent_by="Amara Okafor",
             hour=840, is_here=True, tags=("Runner",),
             facts=(("goal", "", "Run the Brooklyn Half in May without knee pain.", 0),
                    ("preference", "", "Early afternoon, and the room at the back.", 1),
                    ("communication", "", "Text, not calls.", 1))),
        Part(name="Liam Ortega", kind="course", person="Samuel Osei", days_ago=48, sent_by="Zoë Baker", hour=1020),
        # Unhappy, called back the same day, and still here.
        Part(name="Daniel Whitfield", kind="regular", person="Samuel Osei", days_ago=190, rhythm=14, hour=900,
             said=((2, 2, "Waited twenty-five minutes and nobody said why. The treatment itself was fine."),
                   (0, 5, "Thank you for calling me back. On the dot this time, and it shows in my back.")),
             facts=(("note", "", "Dana called after his two stars: waited 25 minutes when the room flooded. "
                                 "Offered the next visit at half price; he was kind about it.", 150),)),
        # In the middle of a course of care.
        Part(name="Nora Lindqvist", kind="course", person="Ana Reyes", days_ago=50, hour=840, is_here=True,
             tags=("Post-op",),
             facts=(("goal", "", "Ski in February, eight months after the ACL reconstruction.", 0),
                    ("outcome", "", "Single-leg hop: 46 % of the other side.", 3),
                    ("outcome", "", "Single-leg hop: 71 % of the other side.", 38),
                    ("sensitivity", "caution", "No open-chain extension under load before week 16.", 0))),
        Part(name="Theo Marchetti", kind="regular", person="Tomás Rivera", days_ago=330, rhythm=21, hour=960,
             is_here=True, wrote="Running five minutes late, sorry! Train stuck at Jay St.",
             facts=(("allergy", "stop", "Latex. Use nitrile gloves.", 0),
                    ("preference", "", "Firm on the shoulders, light on the calves.", 2))),
        Part(name="Ruth Abrams", kind="regular", person="Leila Haddad", days_ago=540, rhythm=28, hour=540,
             wrote="Could my daughter see Leila as well? She is 15 and plays cello.",
             facts=(("sensitivity", "caution", "High blood pressure, on medication. Sit up slowly.", 0),)),
    ],
)  # fmt: skip
