"""What a reply means. Stop means stop, in any reasonable words.

Source      47 CFR 64.1200(a)(10), revocation by any reasonable means; Twilio, "Supported opt-out keywords";
            reliability.md §1.9 and fault 23; features.md F67
"""

import re
import unicodedata
from enum import Enum


class Intent(Enum):
    STOP = "stop"
    UNCLEAR_STOP = "unclear_stop"  # may mean stop: a person reads it, marketing pauses meanwhile
    START = "start"
    HELP = "help"
    YES = "yes"
    OTHER = "other"


def _phrases(text: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in re.split(r"[/\n]", text) if phrase.strip())


def _any(text: str) -> str:
    """A pattern that finds one of the phrases."""
    return "(?:" + "|".join(sorted(_phrases(text), key=len, reverse=True)) + ")"


# "Cancel" is here because the law names it, so no message of ours may offer it as "cancel my visit".
STOPS = _phrases("""
    stop / stop all / stopall / unsubscribe / unsubscribe me / cancel / end / quit / revoke / optout / opt out
    opt me out / i opt out / remove me / no more / i want to stop / i wish to stop / i revoke my consent
    revoke consent / leave me alone / go away
    baja / alto / cancelar / parar / pare / paren / basta / detener / dar de baja / darme de baja
    dame de baja
    denme de baja / no mas / no quiero mas
    arret / arreter / arretez / stopper / desabonner / desabonnement / desinscrire / desinscription
    desabonnez moi / desinscrivez moi
    stopp / abmelden / abmeldung / abbestellen / aufhoren / aufhoeren / hor auf / horen sie auf / schluss
""")
STARTS = _phrases("""
    start / unstop / resume / subscribe / inicio / iniciar / comenzar / empezar / alta / commencer / reprendre
""")
HELPS = _phrases("help / info / ayuda / aide / hilfe")
YESES = _phrases("""
    yes / y / yep / yeah / confirm / confirmed / ok / okay / si / confirmo / confirmar / vale
    oui / confirmer / je confirme / daccord / d accord / ja / c / 1
""")
# Courtesy around the word does not change the word.
COURTESY = frozenset(
    """
    please pls plz thanks thank you thx kindly hi hello hey dear now already just ok okay sorry and
    por favor porfa gracias hola ya ahora svp s il vous te plait merci bonjour tout de suite maintenant
    bitte danke hallo
    """.split()  # noqa: SIM905 - a list of forty quoted words reads worse
)
_NO_MORE = _any("""
    stop / quit / cease / end / enough / no more / no longer / revoke / without / do not / don t
    dont / never
    sin / basta de / no mas / dejen de / deja de / dejar de / parar de / paren de / no me / no quiero
    plus de / plus aucun / pas de / arretez de / arreter de / cessez de / ne plus / ne m
    keine / keinen / nicht mehr / nie mehr / nie wieder
""")
_WRITING = _any("""
    text / texts / texting / texted / message / messages / messaging / msg / msgs / sms / email / emails
    contact / contacting / write / writing
    mensaje / mensajes / textos / correos / escribir / escriban / escribirme / contacten / contactarme
    envien / enviar / mandar / manden
    ecrire / ecrivez / ecris / envoyer / envoyez / contacter / contactez
    nachrichten / mails / schreiben / schicken / senden / kontaktieren
""")
# "I never got your text" wants more of them, not fewer: it is for a person.
_MISSED = _any("""
    get / got / receive / received / see / saw / have / had / find / found / read / understand / understood
    llego / llega / llegan / llegaron / ha llegado / han llegado / aparece / aparecen
    est pas / a pas / ai pas / avez pas
""")
# A demand not to be written to, anywhere in the sentence.
DEMANDS = re.compile(
    rf"(?<!habe )\b{_NO_MORE}\b(?! {_MISSED}\b)(?:\s+\w+){{0,3}}?\s+{_WRITING}\b(?! (?:bekommen|erhalten))"
    r"|\b(?:schreib|schick|send|kontaktier)\w*(?: \w+){0,3} (?:nicht mehr|nie wieder|nie mehr)\b"
    r"|\b(?:lassen sie|lass) mich in ruhe\b|\bfalsche nummer\b|\bloschen sie (?:mich|meine nummer)\b"
    r"|\b(?:streichen|nehmen) sie mich (?:bitte )?(?:von|aus)\b"
    r"|\blaissez moi tranquille\b|\b(?:mauvais|faux) numero\b|\bretirez moi de\b|\beffacez mon numero\b"
    r"|\bn (?:ecrivez|ecris|envoyez) plus\b"
    r"|\b(?:dejenme|dejame|dejeme) en paz\b|\bnumero equivocado\b|\b(?:borrenme|borreme|quitenme|quiteme) de\b"
    r"|\bno (?:escriban|envien|manden)\b"
    r"|\b(?:take|remove|delete|get) (?:me|my number|this number|my name) (?:off|from|out)\b"
    r"|\b(?:remove|delete) (?:my|this) number\b"
    r"|\bunsubscribe\b|\bopt(?:ing)? (?:me )?out\b|\bleave me alone\b|\bwrong number\b"
    r"|\b(?:darme|dame|denme|dar) de baja\b|\bdesabonne|\bdesinscri"
)
# A word that may mean it, in a sentence that does not clearly say so.
HINTS = re.compile(r"\b(?:stop|stopp|quit|unsub\w*|alto|baja|arret\w*|basta)\b")


def fold(text: str) -> str:
    """Lower case, no accents, no punctuation, single spaces."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[\W_]+", " ", bare.casefold()).split())


def intent_of(text: str) -> Intent:
    """Read a reply.

    A lone word, also with courtesy around it, or a plain demand counts; a hint inside another sentence
    ("stop by at 3?") goes to a person.
    """
    said = fold(text)
    meanings = {said, _once(_without_courtesy(said))}
    if meanings & STOPS or DEMANDS.search(said):
        return Intent.STOP
    for words, intent in ((STARTS, Intent.START), (HELPS, Intent.HELP), (YESES, Intent.YES)):
        if meanings & words:
            return intent
    return Intent.UNCLEAR_STOP if HINTS.search(said) else Intent.OTHER


def _once(said: str) -> str:
    """STOP STOP STOP is STOP."""
    words = said.split()
    return words[0] if len(set(words)) == 1 else said


def _without_courtesy(said: str) -> str:
    words = said.split()
    while words and words[0] in COURTESY:
        words.pop(0)
    while words and words[-1] in COURTESY:
        words.pop()
    return " ".join(words)
