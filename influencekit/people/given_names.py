"""First names, so that nobody called Ben Bot or ``scottbot`` is taken for a program."""

_GIVEN = """
aaron abdul abraham ada adam aditya adrian ahmed akash alan albert alberto alejandro aleksandr
aleksei alessandro alex alexander alexandra alexandre alexey alexis alfred ali alice alicia alina
allan amanda amelie amir amit amy ana anastasia anders andre andrea andreas andrei andrew andrey
andy angela anil anita anja ankit ankur anna anne anthony anton antonio anurag arjan arjun arnaud
arne artem arthur artur arun ashish ashley axel ayse ayush barbara bart bas ben benjamin benoit
bernard bert bill bjorn bob bogdan boris brad bram brandon brendan brent brett brian bruce bruno
bryan burak carl carla carlos carol caroline casey cecile cecilia cedric charles charlie charlotte
chen cheng chloe chris christian christina christine christoph christophe christopher claire clara
claudia claudio clement cody colin connor craig cristian cyril daisuke dale damien dan daniel
daniela danielle danny dario darren dave david dean deborah deepak denis dennis derek diana diego
dieter dimitri dirk dmitri dmitry dmytro dominic dominik don donald dong dora doug douglas duncan
dustin dylan ed eddie edgar eduard eduardo edward egor elena eli elias elisa elizabeth ellen emil
emily emma emre enrico eric erica erik erin ernest esther ethan eugene eva evan evgeniy evgeny
fabian fabien fabio fatima fatma federico felix fernando filip florian francesco francis francisco
francois frank franz fred frederic frederik fredrik gabriel gareth gary gaurav gavin geert george
gerard gerd gerhard gilles giorgio giovanni giulia glen gordon grace graham greg gregor gregory
guido guillaume guy hannah hannes hans harald harry harsh heather hector heidi heinz helen helena
hendrik henk henri henrik henry herbert hiroki hiroshi holger hugo hui ian igor ilya ines ingo
ingrid irene irina isaac isabel ivan ivana ivo jack jacob jacques jake jakob jakub james jamie jan
jana jane janet jared jason javier jean jeff jeffrey jelle jennifer jens jeremy jerome jerry jesper
jesse jessica jesus jill jim jimmy joachim joan joao joe joel joey johan johann johannes john johnny
jon jonas jonathan jordan jorge jorgen joris jose josef joseph josh joshua juan juergen julia julian
julie julien jun jurgen justin karan karen karin karl karsten kate katherine kathrin katie kaustubh
kazuki kees keith kelly ken kenji kenneth kevin khalid kim kirill klaas klaus konstantin kristian
kristina kunal kurt kyle lars laura lauren laurent lea lee lena leo leon leonard leonardo li liam
lily linda lisa liu liz lorenzo louis luc luca lucas lucia lucy luigi luis lukas lukasz luke maarten
magda magnus maksim malte manish manuel mara marc marcel marcin marco marcos marcus marek margaret
maria marie marina mario marion marius mark markus marta martha martijn martin mary massimo mateo
mateusz mathias mathieu matt matteo matthew matthias matthieu maurice max maxim maxime megan mehmet
melanie melissa menno micah michael michal michel michele michelle miguel mikael mike mikhail milan
milos ming miriam miroslav mohamed mohammed mohit monica moritz morten mustafa nadia naman nancy
natalia natalie nathan neil nicholas nick nico nicola nicolas niels nikhil nikita nikolai nikolaus
nikolay nils nina nitin noah noel nora norbert oleg oleksandr olga oliver olivia olivier omar omer
oscar otto owen pablo pankaj paolo pascal patricia patrick patrik paul paula pavel pawel pedro pete
peter petr petra phil philip philipp philippe pierre pieter piotr pranav prasad przemek rachel radek
rafael rahul raj rajesh rakesh ralf ralph ramon randy raphael raul ravi ray rebecca remi rene reza
ricardo riccardo richard rick rob robert roberto robin rodrigo roger rohan rohit roland rolf roman
ron ronald rosa ross roy ruben rudolf ruslan russell ruth ryan sabine sachin sam samantha samuel
sandeep sander sandra sandro sandy sanjay santosh sara sarah sascha satoshi saurabh scott sean
sebastian sebastien serge sergei sergey sergii sergio seth shane shannon sharon shaun shawn shivam
shruti shubham siddharth silvia simon simone sjoerd sofia sonia sophie soren stan stanislav stefan
stefano stephan stephane stephanie stephen steve steven stuart sue sumit sunil suresh susan susanne
sven sylvain takashi takeshi tamara tania tanya tara ted terry theo thiago thierry thijs thomas tim
timo timothy timur tina tobias todd tom tomas tomasz tommy tony travis trevor troy tyler ulrich
ursula uwe vadim valentin valerie vanessa varun vera veronica victor victoria vijay vikas viktor
vinay vincent vishal vitaly vivek vladimir vladislav walter wang wayne wei wendy werner wilhelm will
willem william wim wojciech wolfgang xavier xiao yan yang yann yannick yash yasmin yong yuki yuri
yusuke yves zach zachary zhang zhao zoe zoltan
"""
GIVEN_NAMES = frozenset(_GIVEN.split())
"""Common first names of several languages, folded; some family names that stand first."""
