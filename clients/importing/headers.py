"""The words that stand above the columns of other people's files, in four languages.

Written folded (no accents, no capitals): English first, then German, French and Spanish.
Earlier words are surer: "mobile" comes before "phone" where a file has both.
"""


def _words(text: str) -> tuple[str, ...]:
    return tuple(" ".join(word.split()) for word in text.split(","))


CLIENT_HEADERS: dict[str, tuple[str, ...]] = {
    "external_id": _words("""
        id, client id, customer id, patient id, guest id, external id, client number, customer
        number, client no, customer no, patient no, reference, ref, client guid, uuid, code, client
        code, kundennummer, kunden nr, kundennr, kunden id, patientennummer, patienten nr, nummer,
        nr, numero client, no client, identifiant, numero, numero de cliente, id cliente, codigo
        cliente
    """),
    "name": _words("""
        name, full name, client name, client, customer, customer name, patient, patient name, guest,
        guest name, kunde, kundenname, vollstandiger name, patient in, nom complet, nom du client,
        nombre completo, nombre del cliente, cliente, nombre y apellidos, kontakt, contact
    """),
    "first_name": _words("""
        first name, firstname, given name, forename, first, vorname, rufname, prenom, prenoms,
        nombre, nombres, primer nombre
    """),
    "last_name": _words("""
        last name, lastname, surname, family name, last, nachname, familienname, zuname, nom, nom de
        famille, apellido, apellidos, primer apellido
    """),
    "preferred_name": _words("""
        preferred name, nickname, known as, goes by, called, spitzname, bevorzugter name, anrede
        name, surnom, nom d usage, prenom d usage, apodo, nombre preferido
    """),
    "pronouns": _words("pronouns, pronoun, pronomen, pronoms, pronombres"),
    "birth_date": _words("""
        birth date, birthdate, date of birth, dob, birthday, born, born on, geburtsdatum,
        geburtstag, geb, geboren am, geb datum, date de naissance, naissance, ne le, anniversaire,
        fecha de nacimiento, nacimiento, cumpleanos, f nacimiento
    """),
    "email": _words("""
        email, e mail, mail, email address, e mail address, e mail adresse, mailadresse, courriel,
        adresse e mail, adresse email, adresse mail, correo, correo electronico, email 1
    """),
    "phone": _words("""
        mobile, mobile phone, mobile number, cell, cell phone, cellphone, phone, phone number,
        telephone, tel, contact number, phone 1, handy, handynummer, mobil, mobilnummer, telefon,
        telefonnummer, rufnummer, tel nr, portable, telephone portable, tel portable, numero de
        telephone, movil, telefono, telefono movil, celular, numero de telefono
    """),
    "other_phone": _words("""
        home phone, work phone, landline, phone 2, other phone, day phone, telefon privat, festnetz,
        telefon 2, telefon geschaftlich, fixe, telephone fixe, tel fixe, telefono fijo, telefono 2
    """),
    "language": _words("language, preferred language, locale, sprache, langue, idioma, lengua"),
    "source": _words("""
        source, how did you hear, how did you hear about us, referral source, lead source, heard
        about us, quelle, herkunft, aufmerksam geworden, wie haben sie von uns erfahren, origine,
        provenance, comment nous avez vous connus, origen, procedencia, como nos conocio
    """),
    "referrer": _words("""
        referred by, referrer, referral, recommended by, empfohlen von, empfehlung, geworben von,
        recommande par, parrain, parraine par, recomendado por, referido por
    """),
    "practitioner": _words("""
        preferred practitioner, preferred staff, practitioner, therapist, stylist, provider, staff,
        preferred therapist, preferred stylist, behandler, behandlerin, therapeut, therapeutin,
        mitarbeiter, stammbehandler, praticien, praticienne, therapeute, coiffeur, profesional,
        terapeuta, empleado
    """),
    "tags": _words("""
        tags, tag, labels, groups, group, category, categories, segment, schlagworte, gruppen,
        gruppe, kategorie, etiquettes, groupes, categorie, etiquetas, grupos, categoria
    """),
    "since": _words("""
        client since, customer since, since, created, created at, created on, date added, date
        created, signup date, joined, first visit, kunde seit, angelegt, angelegt am, erstellt,
        erstellt am, erster besuch, client depuis, cree le, date de creation, premiere visite,
        cliente desde, fecha de alta, creado
    """),
    "note": _words("""
        notes, note, comment, comments, remarks, memo, client notes, notiz, notizen, bemerkung,
        bemerkungen, kommentar, anmerkung, remarque, remarques, commentaire, commentaires, nota,
        notas, comentario, comentarios, observaciones
    """),
    "allergy": _words("""
        allergy, allergies, allergie, allergien, unvertraglichkeiten, allergies connues, alergia,
        alergias
    """),
    "sensitivity": _words("""
        sensitivity, sensitivities, contraindication, contraindications, medical conditions, medical
        alert, alert, alerts, health notes, empfindlichkeiten, kontraindikationen, vorerkrankungen,
        warnung, gesundheitshinweise, sensibilites, contre indications, antecedents, alerte,
        sensibilidades, contraindicaciones, alerta
    """),
    "goal": _words("goal, goals, ziel, ziele, objectif, objectifs, objetivo, objetivos"),
    "preference": _words("""
        preference, preferences, vorlieben, wunsche, souhaits, preferencia, preferencias
    """),
    "email_marketing": _words("""
        email marketing, marketing email, marketing emails, newsletter, email opt in, accepts email
        marketing, marketing consent, marketing, email subscribed, werbung per e mail, e mail
        werbung, werbeeinwilligung, accepte newsletter, accepte emails, boletin, acepta publicidad,
        publicidad email
    """),
    "sms_marketing": _words("""
        sms marketing, marketing sms, sms opt in, accepts sms marketing, text marketing, sms
        werbung, werbung per sms, accepte sms, publicidad sms, acepta sms
    """),
}  # fmt: skip

VISIT_HEADERS: dict[str, tuple[str, ...]] = {
    "external_id": _words("""
        visit id, visit, visit number, appointment id, booking id, id, external id, appointment number,
        booking number,
        termin id, terminnummer, termin nr, buchungsnummer, id rendez vous, numero rendez vous,
        numero de rdv, id cita, numero de cita, id reserva, reference, booking reference, uuid
    """),
    "client_id": _words("""
        client id, customer id, patient id, guest id, client number, customer number, client no,
        kundennummer, kunden nr, kundennr, kunden id, patientennummer, patienten nr, numero client,
        no client, identifiant client, id cliente, numero de cliente, client external id, codigo
        cliente
    """),
    "client_name": _words("""
        client, client name, customer, customer name, patient, patient name, guest, name, full name,
        kunde, kundin, kundenname, nom du client, nom, cliente, nombre del cliente, nombre
    """),
    "client_email": _words("""
        client email, email, e mail, mail, customer email, courriel, correo, correo electronico
    """),
    "client_phone": _words("""
        client phone, phone, mobile, mobile phone, cell, customer phone, handy, telefon, mobil,
        portable, telephone, telefono, movil
    """),
    "service": _words("""
        service, service name, treatment, appointment type, procedure, item, session type, leistung,
        behandlung, dienstleistung, terminart, prestation, soin, servicio, tratamiento, type
    """),
    "practitioner": _words("""
        practitioner, staff, staff member, provider, therapist, stylist, employee, with, team
        member, resource, behandler, behandlerin, mitarbeiter, mitarbeiterin, therapeut,
        therapeutin, praticien, praticienne, collaborateur, profesional, terapeuta, empleado, staff
        name
    """),
    "location": _words("""
        location, branch, site, clinic, salon, standort, filiale, studio, lieu, etablissement,
        centre, sede, ubicacion, local, centro
    """),
    "start": _words("""
        start, starts at, start time, start date, date, appointment date, visit date, date time,
        date and time, datetime, scheduled at, beginn, datum, termin, startzeit, terminbeginn, datum
        uhrzeit, debut, date du rendez vous, date de debut, inicio, fecha, fecha de inicio, fecha y
        hora, fecha de la cita
    """),
    "clock": _words("""
        time, start hour, appointment time, uhrzeit, zeit, von, heure, heure de debut, hora, hora de
        inicio
    """),
    "end": _words("""
        end, ends at, end time, end date, finish, ende, bis, endzeit, fin, heure de fin, hora de fin
    """),
    "duration": _words("""
        duration, length, minutes, duration min, duration minutes, mins, dauer, dauer min, minuten,
        duree, duree min, duracion, duracion min, minutos
    """),
    "status": _words("""
        status, state, appointment status, outcome, terminstatus, zustand, statut, etat, estado
    """),
    "price": _words("""
        price, amount, total, cost, fee, value, charge, net price, revenue, preis, betrag, summe,
        kosten, umsatz, prix, montant, tarif, precio, importe, coste, total price
    """),
    "paid": _words("""
        paid, amount paid, payment, payments, collected, bezahlt, gezahlt, zahlung, bezahlter
        betrag, paye, regle, montant paye, paiement, pagado, importe pagado, pago
    """),
    "note": _words("""
        note, notes, comment, notiz, notizen, bemerkung, remarque, commentaire, nota, notas,
        observaciones
    """),
}  # fmt: skip
