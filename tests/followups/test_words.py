import pytest

from followups.rules.words import Intent, intent_of


def lines(text):
    return [said.strip() for said in text.strip("\n").split("\n")]


STOPS = lines("""
STOP
Stop.
stop!!
ＳＴＯＰ
stop please
Please stop
STOP PLEASE
stop, thanks
Stopall
UNSUBSCRIBE
CANCEL
End
quit
revoke
opt-out
please opt me out
no more texts
No more messages please
stop texting me
Stop sending me these messages
don't text me again
Don’t message me anymore
do not contact me
please remove me from your list
take me off this list
leave me alone
wrong number
I want to stop
Hi, stop
please quit messaging this number
BAJA
baja por favor
ALTO
CANCELAR
Parar
basta
no más
NO MAS mensajes
dame de baja
no me envíen mensajes
dejen de escribirme
ARRÊT
arret
ARRÊTER
Arrêtez s'il vous plaît
arrêtez de m'envoyer des messages
désabonnez-moi
STOP SVP
stopp
bitte abmelden
STOP STOP STOP
¡ALTO! ¡ALTO!
Stop 🛑
no escriban más
Número equivocado
Déjenme en paz, por favor
Quítenme de la lista
N'envoyez plus rien
Ne m'écrivez plus
Plus aucun SMS, merci
Laissez-moi tranquille !
Mauvais numéro
Aufhören!
Hören Sie auf.
Bitte nicht mehr schreiben
Schreiben Sie mir bitte nicht mehr
Schicken Sie mir nie wieder eine SMS
keine SMS mehr
Falsche Nummer
Löschen Sie meine Nummer
Nehmen Sie mich bitte von der Liste
Lassen Sie mich in Ruhe!
""")
UNCLEAR = lines("""
stop by at 3?
Can I stop by earlier?
is there a bus stop near you
¿la camilla más baja?
c'est quel arrêt de bus ?
""")
OTHER = lines("""
I need to cancel my visit on Friday
Can we move to Monday?
I'm at the end of the street
running late
thanks!
could you send me the info sheet
my back is much better
quiero cambiar la cita
👍
I never got your text
I don't get your messages, can you call?
I don't see the message
no me llegó el mensaje
No me han llegado los mensajes
je n'ai pas reçu le message
Ich habe keine Nachrichten erhalten
Ich habe keine SMS bekommen
Ich kann morgen nicht kommen
Schreiben Sie mir bitte die Adresse
Call n text me
Nehmen Sie mich morgen noch dran?
quítenme la cita
""")


@pytest.mark.parametrize("text", STOPS)
def test_stop_means_stop_in_any_reasonable_words(text):
    assert intent_of(text) is Intent.STOP


@pytest.mark.parametrize("text", UNCLEAR)
def test_a_stop_inside_another_sentence_goes_to_a_person(text):
    assert intent_of(text) is Intent.UNCLEAR_STOP


@pytest.mark.parametrize("text", [*OTHER, ""])
def test_cancelling_a_visit_or_anything_else_is_not_an_opt_out(text):
    assert intent_of(text) is Intent.OTHER


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("START", Intent.START),
        ("unstop", Intent.START),
        ("Alta", Intent.START),
        ("Reprendre svp", Intent.START),
        ("HELP", Intent.HELP),
        ("help please", Intent.HELP),
        ("Ayuda", Intent.HELP),
        ("AIDE", Intent.HELP),
        ("YES", Intent.YES),
        ("yes please", Intent.YES),
        ("Sí", Intent.YES),
        ("oui merci", Intent.YES),
        ("OK", Intent.YES),
        ("d'accord", Intent.YES),
        ("Hilfe!", Intent.HELP),
        ("Bitte START", Intent.START),
        ("Ja, danke", Intent.YES),
    ],
)
def test_the_other_words_are_understood_in_four_languages(text, intent):
    assert intent_of(text) is intent
