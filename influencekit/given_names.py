"""First names, so that nobody called Ben Bot or ``scottbot`` is taken for a program."""

_GIVEN = """
aaron abdul abraham adam adrian ahmed alan albert alberto alejandro aleksandr alessandro alex
alexander alexandra alexandre alexis alfred ali alice alicia alina allan amanda amelie amir amy ana
anastasia anders andre andrea andreas andrei andrew andrey andy angela anil anita anja ankit anna
anne anthony anton antonio arjan arjun arnaud arne arthur artur ashley axel barbara bart bas ben
benjamin benoit bernard bert bill bjorn bob bogdan boris brad bram brandon brendan brent brett brian
bruce bruno bryan carl carla carlos carol caroline casey cecilia cedric charles charlie charlotte
chen cheng chloe chris christian christina christine christoph christophe christopher claire clara
claudia claudio clement cody colin connor craig cristian cyril dale damien dan daniel daniela
danielle danny dario darren dave david dean deborah denis dennis derek diana diego dieter dimitri
dirk dmitri dmitry dominic dominik don donald dong dora doug douglas duncan dustin dylan ed eddie
edgar eduard eduardo edward elena eli elias elisa elizabeth ellen emil emily emma enrico eric erica
erik erin ernest esther ethan eugene eva evan evgeny fabian fabien fabio fatima federico felix
fernando filip florian francesco francis francisco francois frank franz fred frederic frederik
gabriel gareth gary gavin geert george gerard gerd gerhard gilles giorgio giovanni giulia glen
gordon graham greg gregor gregory guido guillaume guy hannah hannes hans harald harry heather hector
heidi heinz helen helena hendrik henk henri henrik henry herbert hiroshi holger hugo hui ian igor
ilya ines ingo ingrid irene irina isaac isabel ivan ivo jack jacob jacques jake jakob jakub james
jamie jan jana jane janet jared jason javier jean jeff jeffrey jelle jennifer jens jeremy jerome
jerry jesper jesse jessica jesus jill jim jimmy joachim joan joao joe joel joey johan johann
johannes john johnny jon jonas jonathan jordan jorge joris jose josef joseph josh joshua juan
juergen julia julian julie julien jun jurgen justin karen karin karl karsten kate katherine kathrin
katie kees keith kelly ken kenneth kevin kim kirill klaas klaus konstantin kristian kristina kurt
kyle lars laura lauren laurent lea lee lena leo leon leonard leonardo li liam lily linda lisa liu
liz lorenzo louis luc luca lucas lucia lucy luigi luis luke maarten magnus manuel mara marc marcel
marcin marco marcos marcus margaret maria marie marina mario marion marius mark markus marta martha
martijn martin mary massimo mateusz mathias mathieu matt matteo matthew matthias matthieu maurice
max maxim maxime megan mehmet melanie melissa menno micah michael michal michel michele michelle
miguel mikael mike mikhail milan ming miriam mohamed mohammed monica morten nadia nancy natalia
natalie nathan neil nicholas nick nico nicola nicolas niels nikita nikolai nikolaus nils nina noah
noel nora norbert oleg olga oliver olivia olivier omar oscar otto owen pablo paolo pascal patricia
patrick paul paula pavel pedro pete peter petr petra phil philip philipp philippe pierre pieter
piotr przemek rachel rafael rahul raj ralf ralph ramon randy raphael raul ravi ray rebecca remi rene
ricardo riccardo richard rick rob robert roberto robin rodrigo roger roland rolf roman ron ronald
rosa ross roy ruben rudolf russell ruth ryan sabine sam samantha samuel sandra sander sandro sandy
sara sarah sascha scott sean sebastian serge sergei sergey sergio seth shane shannon sharon shaun
shawn silvia simon simone sjoerd sofia sonia sophie stan stefan stefano stephan stephane stephanie
stephen steve steven stuart sue susan susanne sven sylvain tamara tania tanya tara ted terry theo
thierry thijs thomas tim timo timothy tina tobias todd tom tomas tommy tony travis trevor troy tyler
ulrich ursula uwe valentin valerie vanessa vera vadim veronica victor victoria viktor vincent
vladimir walter wang wayne wei wendy werner wilhelm will willem william wim wolfgang xavier xiao
yan yang yann yannick yong yuri yves zach zachary zhang zhao
"""
GIVEN_NAMES = frozenset(_GIVEN.split())
"""Common first names of several languages, folded; some family names that stand first."""
