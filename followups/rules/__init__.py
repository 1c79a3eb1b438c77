"""The rules of contact: pure values in, pure values out.

quiet       the hours in which people may be written to
zones       whose clock a telephone number may follow
purposes    why we write at all, and what each reason may do
timing      when each message is due, and when it is too late
checks      may this message go out now? asked again at every claim
words       what a reply means: stop, start, help, yes
segments    how an SMS is encoded, and what it costs
why         the sentence that says why a message exists
"""
