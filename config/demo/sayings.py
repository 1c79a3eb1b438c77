"""What people say and staff write down: short, and each for a reason."""

COMMENTS = {
    "en": {
        5: (
            "First time in months I slept through the night.", "Petra explained every step. Thank you.",
            "On time, kind, and it helped.", "Walked home without thinking about my knee.",
            "Best hour of my week.", "Exactly the pressure I asked for.", "Friendly at the desk too.",
            "I felt listened to.", "Back already feels looser.", "Would send my mother here.",
            "Worth every penny.", "So calm. I nearly missed my train.", "The exercises make sense now.",
        ),
        4: (
            "Very good, the room was a little cold.", "Good session, parking was a pain.",
            "Helpful. A bit rushed at the end.", "Nice, though the music was not for me.",
            "Good. Could I get the exercises by e-mail?", "Great treatment, booking by phone took a while.",
        ),
        3: (
            "Fine, but I expected more hands-on time.", "OK. Different therapist than last time.",
            "Waited ten minutes past my time.", "Not sure yet whether it helps.",
        ),
        2: (
            "Started late and still ended on time.", "Too much pressure although I said so twice.",
            "The room next door was loud the whole hour.",
        ),
        1: ("Nobody told me my therapist was away that day.",),
    },
    "de": {
        5: (
            "Selten so klar aus einem Gespräch gegangen.", "Die richtige Frage zur richtigen Zeit.",
            "Ich habe die Kündigung abgeschickt. Danke.", "Gut, dass wir gegangen sind statt zu sitzen.",
            "Ich weiß jetzt, was ich am Montag sage.",
        ),
        4: ("Hilfreich, am Ende etwas eilig.", "Gut. Nächstes Mal gern die längere Sitzung."),
        3: ("In Ordnung, ich hatte mir mehr Werkzeug erhofft.",),
        2: ("Diesmal bin ich ratloser gegangen als gekommen.",),
        1: ("Der Termin wurde zu kurzfristig verlegt.",),
    },
}  # fmt: skip

# kind, severity, words
FACTS = {
    "clinic": (
        ("goal", "", "Run the Brooklyn Half in May without knee pain."),
        ("goal", "", "Lift my grandson again."),
        ("goal", "", "Sit through a workday without the headache by four."),
        ("goal", "", "Back on the bike by spring."),
        ("preference", "", "Mornings before work."),
        ("preference", "", "The room at the back, away from the street."),
        ("preference", "", "Firm on the shoulders, light on the calves."),
        ("preference", "", "Likes to talk through what is being done."),
        ("preference", "", "No music, please."),
        ("sensitivity", "info", "Gets light-headed when sitting up quickly."),
        ("sensitivity", "caution", "High blood pressure, on medication. Check before needling."),
        ("sensitivity", "caution", "Pregnant, second trimester. Side-lying only."),
        ("allergy", "stop", "Latex. Use nitrile gloves."),
        ("allergy", "caution", "Arnica: rash in 2024."),
        ("allergy", "info", "Sticks to unscented oil."),
        ("communication", "", "Text, not calls. Teaches until three."),
        ("communication", "", "Keep it short; details by e-mail."),
        ("outcome", "", "Pain walking stairs: 6 of 10 in September, 3 now."),
        ("outcome", "", "Shoulder abduction 110° to 150° in five visits."),
        ("note", "", "Works shifts at Methodist; weeks alternate."),
        ("note", "", "Husband is also a patient; books for both."),
    ),
    "coach": (
        ("goal", "", "Bis zum Sommer entscheiden: bleiben oder gehen."),
        ("goal", "", "Das Team so führen, dass der Freitag frei bleibt."),
        ("goal", "", "Nach der Elternzeit zurück, ohne gleich wieder alles zu tragen."),
        ("preference", "", "Lieber im Gehen als am Tisch."),
        ("preference", "", "Termine nie vor zehn."),
        ("communication", "", "Duzt. E-Mail reicht, keine Anrufe."),
        ("communication", "", "Kurze Nachrichten; liest abends."),
        ("outcome", "", "Schlaf: von vier auf sechs Stunden, sagt sie selbst."),
        ("note", "", "Rechnung an den Arbeitgeber, Kostenstelle 4410."),
    ),
    "spa": (
        ("preference", "", "Room 2, it is the warmest."),
        ("preference", "", "Medium pressure, more on the neck."),
        ("preference", "", "Peppermint tea afterwards, not ginger."),
        ("preference", "", "Comes with her sister; book side by side when possible."),
        ("preference", "", "Prefers a female therapist."),
        ("allergy", "stop", "Nuts. No almond oil, no marzipan scrub."),
        ("allergy", "caution", "Lavender gives her a headache."),
        ("sensitivity", "caution", "Uses retinol; no acid peel."),
        ("sensitivity", "info", "Recent sunburn in August, ask first."),
        ("communication", "", "E-mail only. Travels a lot."),
        ("communication", "", "Call the landline; does not read texts."),
        ("note", "", "Birthday treat every June from her daughter."),
        ("note", "", "Always early. Offer the quiet room."),
    ),
}  # fmt: skip

NOTES = {
    "clinic": (
        "Left knee: patellar tendon still tender at the lower pole. Added slow squats, 3 × 8, every other day.",
        "Neck rotation to the right back to 70°. Headache twice this week instead of daily.",
        "Tolerated needling well, slept on the table. Repeat the same points next time.",
        "Hip flexors short after the flight. Released, gave the couch stretch.",
        "Six weeks post-op: full extension, flexion 115°. Cleared for the stationary bike.",
        "Felt the last session for two days. Went lighter today and said so.",
        "Calf tight again; she doubled her mileage. Agreed on two easy weeks.",
    ),
    "coach": (
        "Thema: das Gespräch mit der Geschäftsführung. Zwei Sätze geübt, einer davon sitzt.",
        "Kam müde, ging wach. Nächstes Mal: was würde fehlen, wenn sie ginge?",
        "Hausaufgabe nicht gemacht und gut begründet. Das war das Thema.",
        "Spaziergang bis zur Admiralbrücke. Entscheidung vertagt bis nach dem Urlaub, bewusst.",
    ),
    "spa": (
        "Medium pressure, extra ten minutes on the shoulders.",
        "Skin calmer than last month. Stayed with the oat mask.",
        "Fell asleep. Asked for the same room again.",
        "Bruise on the left shin, left it out.",
    ),
}

REASONS = {
    "client": (
        "Child is ill",
        "Work came up",
        "Down with a cold",
        "Travelling",
        "Forgot about a dentist visit",
    ),
    "late": ("Stuck at work", "Train cancelled", "Woke up with a fever", "Babysitter fell through"),
    "practice": ("Practitioner ill", "Water damage in the room", "Double shift swapped"),
}
REQUESTS = (
    "Could we look at the shoulder as well?", "I may be five minutes late.", "First time, a bit nervous.",
    "Please the quiet room if it is free.", "Voucher, number in the e-mail.",
)  # fmt: skip
