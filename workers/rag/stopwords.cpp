// SPDX-FileCopyrightText: 2001 Martin Porter, 2002 Richard Boulton (the lists of Snowball, under its BSD licence)
// SPDX-FileCopyrightText: 2026 The Procession authors (what questions begin with; the list of uk)
// SPDX-License-Identifier: GPL-3.0-or-later AND BSD-3-Clause
#include "stopwords.h"

#include <QHash>
#include <QSet>

namespace Procession {

namespace {

struct StopList
{
    QLatin1StringView language;
    QStringView words; ///< as TextWords folds them
};

/// Of Snowball (https://snowballstem.org), with the words that questions begin with.
constexpr StopList stopLists[] = {
    {QLatin1StringView("da"),
     u"ad af alle alt anden at blev blive bliver da de dem den denne der deres det dette dig din disse dog "
     u"du efter eller en end er et for fra ham han hans har havde have hende hendes her hos hun hvad hvis "
     u"hvor i ikke ind jeg jer jo kunne man mange med meget men mig min mine mit mod ned noget nogle nu når "
     u"og også om op os over på selv sig sin sine sit skal skulle som sådan thi til ud under var vi vil "
     u"ville vor være været"},
    {QLatin1StringView("de"),
     u"aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes anderm "
     u"andern anderr anders auch auf aus bei bin bis bist da damit dann darf das dass dasselbe dazu dein "
     u"deine deinem deinen deiner deines dem demselben den denn denselben der derer derselbe derselben des "
     u"desselben dessen dich die dies diese dieselbe dieselben diesem diesen dieser dieses dir doch dort du "
     u"durch dürfen ein eine einem einen einer eines einig einige einigem einigen einiger einiges einmal er "
     u"es etwas euch euer eure eurem euren eurer eures für gegen gewesen hab habe haben hat hatte hatten "
     u"hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im in indem ins ist jede jedem "
     u"jeden jeder jedes jene jenem jenen jener jenes jetzt kann kein keine keinem keinen keiner keines "
     u"können könnte machen man manche manchem manchen mancher manches mein meine meinem meinen meiner "
     u"meines mich mir mit muss musste müssen nach nicht nichts noch nun nur ob oder ohne sehr sein seine "
     u"seinem seinen seiner seines selbst sich sie sind so solche solchem solchen solcher solches soll "
     u"sollen sollte sondern sonst um und uns unse unsem unsen unser unses unter viel vom von vor wann war "
     u"waren warst warum was weg weil weiter welche welchem welchen welcher welches wenn wer werde werden "
     u"weshalb wie wieder wieso will wir wird wirst wo wofür wollen wollte womit wozu während würde würden "
     u"zu zum zur zwar zwischen über"},
    {QLatin1StringView("en"),
     u"a about above after again against all also am an and any are as at be because been before being "
     u"below between both but by can could did do does doing don down during each else few for from further "
     u"had has have having he her here hers herself him himself his how i if in into is it its itself just "
     u"like may me might more most must my myself no nor not now of off on once one only or other our ours "
     u"ourselves out over own per s same shall she should so some such t than that the their theirs them "
     u"themselves then there these they this those through to too under until up us very was we were what "
     u"when where which while who whom whose why will with within without would you your yours yourself "
     u"yourselves"},
    {QLatin1StringView("es"),
     u"a al algo algunas algunos ante antes como con contra cual cuando cuál cuáles cuándo cuánto cómo de "
     u"debe deben del desde donde durante dónde e el ella ellas ellos en entre era erais eran eras eres es "
     u"esa esas ese eso esos esta estaba estabais estaban estabas estad estada estadas estado estados "
     u"estamos estando estar estaremos estará estarán estarás estaré estaréis estaría estaríais estaríamos "
     u"estarían estarías estas este estemos esto estos estoy estuve estuviera estuvierais estuvieran "
     u"estuvieras estuvieron estuviese estuvieseis estuviesen estuvieses estuvimos estuviste estuvisteis "
     u"estuviéramos estuviésemos estuvo está estábamos estáis están estás esté estéis estén estés fue fuera "
     u"fuerais fueran fueras fueron fuese fueseis fuesen fueses fui fuimos fuiste fuisteis fuéramos "
     u"fuésemos ha habida habidas habido habidos habiendo habremos habrá habrán habrás habré habréis habría "
     u"habríais habríamos habrían habrías habéis había habíais habíamos habían habías han has hasta hay "
     u"haya hayamos hayan hayas hayáis he hemos hube hubiera hubierais hubieran hubieras hubieron hubiese "
     u"hubieseis hubiesen hubieses hubimos hubiste hubisteis hubiéramos hubiésemos hubo la las le les lo "
     u"los me mi mis mucho muchos muy más mí mía mías mío míos nada ni no nos nosotras nosotros nuestra "
     u"nuestras nuestro nuestros o os otra otras otro otros para pero poco por porque puede pueden que "
     u"quien quienes quién qué se sea seamos sean seas sentid sentida sentidas sentido sentidos seremos "
     u"será serán serás seré seréis sería seríais seríamos serían serías seáis siente sin sintiendo sobre "
     u"sois somos son soy su sus suya suyas suyo suyos sí también tanto te tendremos tendrá tendrán tendrás "
     u"tendré tendréis tendría tendríais tendríamos tendrían tendrías tened tenemos tenga tengamos tengan "
     u"tengas tengo tengáis tenida tenidas tenido tenidos teniendo tenéis tenía teníais teníamos tenían "
     u"tenías ti tiene tienen tienes todo todos tu tus tuve tuviera tuvierais tuvieran tuvieras tuvieron "
     u"tuviese tuvieseis tuviesen tuvieses tuvimos tuviste tuvisteis tuviéramos tuviésemos tuvo tuya tuyas "
     u"tuyo tuyos tú un una uno unos vosostras vosostros vuestra vuestras vuestro vuestros y ya yo él "
     u"éramos"},
    {QLatin1StringView("fi"),
     u"ei eivät emme en et ette että he heidän heidät heihin heille heillä heiltä heissä heistä heitä hän "
     u"häneen hänelle hänellä häneltä hänen hänessä hänestä hänet häntä itse ja johon joiden joihin joiksi "
     u"joilla joille joilta joina joissa joista joita joka joksi jolla jolle jolta jona jonka jos jossa "
     u"josta jota jotka kanssa keiden keihin keiksi keille keillä keiltä keinä keissä keistä keitä keneen "
     u"keneksi kenelle kenellä keneltä kenen kenenä kenessä kenestä kenet ketkä ketä koska kuin kuka kun me "
     u"meidän meidät meihin meille meillä meiltä meissä meistä meitä mihin miksi mikä mille millä miltä "
     u"minkä minua minulla minulle minulta minun minussa minusta minut minuun minä missä mistä mitkä mitä "
     u"mukaan mutta ne niiden niihin niiksi niille niillä niiltä niin niinä niissä niistä niitä noiden "
     u"noihin noiksi noilla noille noilta noin noina noissa noista noita nuo nyt näiden näihin näiksi "
     u"näille näillä näiltä näinä näissä näistä näitä nämä ole olemme olen olet olette oli olimme olin "
     u"olisi olisimme olisin olisit olisitte olisivat olit olitte olivat olla olleet ollut on ovat poikki "
     u"se sekä sen siihen siinä siitä siksi sille sillä siltä sinua sinulla sinulle sinulta sinun sinussa "
     u"sinusta sinut sinuun sinä sitä tai tallä te teidän teidät teihin teille teillä teiltä teissä teistä "
     u"teitä tuo tuohon tuoksi tuolla tuolle tuolta tuon tuona tuossa tuosta tuotä tähän täksi tälle tältä "
     u"tämä tämän tänä tässä tästä tätä vaan vai vaikka yli"},
    {QLatin1StringView("fr"),
     u"ai aie aient aies ait as au aura aurai auraient aurais aurait auras aurez auriez aurions aurons "
     u"auront aux avaient avais avait avec avez aviez avions avons ayant ayante ayantes ayants ayez ayons c "
     u"ce ces combien comment d dans de des doit doivent du elle en es est et eu eue eues eurent eus eusse "
     u"eussent eusses eussiez eussions eut eux eûmes eût eûtes faut furent fus fusse fussent fusses fussiez "
     u"fussions fut fûmes fût fûtes il j je l la le leur lui m ma mais me mes moi mon même n ne nos notre "
     u"nous on ont ou où par pas peut peuvent pour pourquoi qu quand que quel quelle quelles quels qui quoi "
     u"s sa se sera serai seraient serais serait seras serez seriez serions serons seront ses soient sois "
     u"soit sommes son sont soyez soyons suis sur t ta te tes toi ton tu un une vos votre vous y à étaient "
     u"étais était étant étante étantes étants étiez étions été étée étées étés êtes"},
    {QLatin1StringView("hu"),
     u"a abban ahhoz ahogy ahol aki akik akkor alatt amely amelyek amelyekben amelyeket amelyet amelynek "
     u"ami amikor amit amolyan amíg annak arra arról az azok azon azonban azt aztán azután azzal azért be "
     u"belül benne bár cikk cikkek cikkeket csak de e ebben eddig egy egyes egyetlen egyik egyre egyéb "
     u"egész ehhez ekkor el ellen első elég elő először előtt emilyen ennek erre ez ezek ezen ezt ezzel "
     u"ezért fel felé hanem hiszen hogy hogyan igen ill ill. illetve ilyen ilyenkor ismét ison itt jobban "
     u"jó jól kell kellett keressünk keresztül ki kívül között közül legalább legyen lehet lehetett lenne "
     u"lenni lesz lett maga magát majd meg mellett mely melyek mert mi mikor milyen minden mindenki mindent "
     u"mindig mint mintha mit mivel miért most már más másik még míg nagy nagyobb nagyon ne nekem neki nem "
     u"nincs néha néhány nélkül olyan ott pedig persze rá s saját sem semmi sok sokat sokkal szemben "
     u"szerint szinte számára talán tehát teljes tovább továbbá több ugyanis utolsó után utána vagy vagyis "
     u"vagyok valaki valami valamint való van vannak vele vissza viszont volna volt voltak voltam voltunk "
     u"által általában át én éppen és így össze úgy új újabb újra ő ők őket"},
    {QLatin1StringView("it"),
     u"a abbia abbiamo abbiano abbiate ad agl agli ai al all alla alle allo anche avemmo avendo avesse "
     u"avessero avessi avessimo aveste avesti avete aveva avevamo avevano avevate avevi avevo avrai avranno "
     u"avrebbe avrebbero avrei avremmo avremo avreste avresti avrete avrà avrò avuta avute avuti avuto c "
     u"che chi ci coi col come con contro cui da dagl dagli dai dal dall dalla dalle dallo degl degli dei "
     u"del dell della delle dello deve devono di dov dove e ebbe ebbero ebbi ed era erano eravamo eravate "
     u"eri ero essendo faccia facciamo facciano facciate faccio facemmo facendo facesse facessero facessi "
     u"facessimo faceste facesti faceva facevamo facevano facevate facevi facevo fai fanno farai faranno "
     u"farebbe farebbero farei faremmo faremo fareste faresti farete farà farò fece fecero feci fosse "
     u"fossero fossi fossimo foste fosti fu fui fummo furono gli ha hai hanno ho i il in io l la le lei li "
     u"lo loro lui ma mi mia mie miei mio ne negl negli nei nel nell nella nelle nello noi non nostra "
     u"nostre nostri nostro o per perché più possono può quale quali quando quanta quante quanti quanto "
     u"quella quelle quelli quello questa queste questi questo sarai saranno sarebbe sarebbero sarei "
     u"saremmo saremo sareste saresti sarete sarà sarò se sei si sia siamo siano siate siete sono sta stai "
     u"stando stanno starai staranno starebbe starebbero starei staremmo staremo stareste staresti starete "
     u"starà starò stava stavamo stavano stavate stavi stavo stemmo stesse stessero stessi stessimo steste "
     u"stesti stette stettero stetti stia stiamo stiano stiate sto su sua sue sugl sugli sui sul sull sulla "
     u"sulle sullo suo suoi ti tra tu tua tue tuo tuoi tutti tutto un una uno vi voi vostra vostre vostri "
     u"vostro è"},
    {QLatin1StringView("nl"),
     u"aan al alles als altijd andere ben bij daar dan dat de der deze die dit doch doen door dus een eens "
     u"en er ge geen geweest haar had heb hebben heeft hem het hier hij hoe hun iemand iets ik in is ja je "
     u"kan kon kunnen maar me meer men met mij mijn moet na naar niet niets nog nu of om omdat onder ons "
     u"ook op over reeds te tegen toch toen tot u uit uw van veel voor want waren was wat werd wezen wie "
     u"wil worden wordt zal ze zelf zich zij zijn zo zonder zou"},
    {QLatin1StringView("no"),
     u"alle at av bare begge ble blei bli blir blitt både båe da de deg dei deim deira deires dem den denne "
     u"der dere deres det dette di din disse ditt du dykk dykkar då eg ein eit eitt eller elles en enn er "
     u"et ett etter for fordi fra før ha hadde han hans har hennar henne hennes her hjå ho hoe honom hoss "
     u"hossen hun hva hvem hver hvilke hvilken hvis hvor hvordan hvorfor i ikke ikkje ingen ingi inkje inn "
     u"inni ja jeg kan kom korleis korso kun kunne kva kvar kvarhelst kven kvi kvifor man mange me med "
     u"medan meg meget mellom men mi min mine mitt mot mykje ned no noe noen noka noko nokon nokor nokre nå "
     u"når og også om opp oss over på samme seg selv si sia sidan siden sin sine sitt sjøl skal skulle slik "
     u"so som somme somt så sånn til um upp ut uten var vart varte ved vere verte vi vil ville vore vors "
     u"vort vår være vært å"},
    {QLatin1StringView("pt"),
     u"a ao aos aquela aquelas aquele aqueles aquilo as até com como da das de dela delas dele deles depois "
     u"do dos e ela elas ele eles em entre era eram essa essas esse esses esta estamos estas estava estavam "
     u"este esteja estejam estejamos estes esteve estive estivemos estiver estivera estiveram estiverem "
     u"estivermos estivesse estivessem estivéramos estivéssemos estou está estávamos estão eu foi fomos for "
     u"fora foram forem formos fosse fossem fui fôramos fôssemos haja hajam hajamos havemos hei houve "
     u"houvemos houver houvera houveram houverei houverem houveremos houveria houveriam houvermos houverá "
     u"houverão houveríamos houvesse houvessem houvéramos houvéssemos há hão isso isto já lhe lhes mais mas "
     u"me mesmo meu meus minha minhas muito na nas nem no nos nossa nossas nosso nossos num numa não nós o "
     u"os ou para pela pelas pelo pelos por qual quando que quem se seja sejam sejamos sem serei seremos "
     u"seria seriam será serão seríamos seu seus somos sou sua suas são só também te tem temos tenha tenham "
     u"tenhamos tenho terei teremos teria teriam terá terão teríamos teu teus teve tinha tinham tive "
     u"tivemos tiver tivera tiveram tiverem tivermos tivesse tivessem tivéramos tivéssemos tu tua tuas tém "
     u"tínhamos um uma você vocês vos à às éramos"},
    {QLatin1StringView("ru"),
     u"а без более больше будет будто будут бы был была были было быть в вам вами вас ваш ваша ваше ваши "
     u"вдруг ведь весь во вот впрочем все всегда всего всем всех всю вся вы где да даже два для до другой "
     u"его ее ей ему если есть еще ж же за зачем здесь и из или им именно иногда их к как какая какие каким "
     u"какими какимлибо каких каков какова каковы какого какое какой какому какую когда кого ком кому "
     u"конечно которая которого которое которой которому которую которые который которым которыми которых "
     u"кто куда ли либо лишь лучше между менее меня мне много мое моего моей может можно мои моих мой моя "
     u"мы на над надо наконец нами нас наш наша наше наши не него нее ней нельзя нет ни нибудь никогда ним "
     u"них ничего но ну нужно о об один около он она они опять от откуда очень перед по под после потом "
     u"потому почему почти при про раз разве с сам самая самое самые самый свое своего своей свои своим "
     u"своих свой свою своя себе себя сейчас сколько следует со собой совсем сюда та так также такой там те "
     u"тебя тем теперь тех то тогда того тоже той только том тому тот три туда тут ты у уж уже хорошо хоть "
     u"чего чем чему через что чтоб чтобы чуть эта эти этим этих это этого этой этом этому этот эту я "
     u"является являются"},
    {QLatin1StringView("sv"),
     u"alla allt att av blev bli blir blivit de dem den denna deras dess dessa det detta dig din dina ditt "
     u"du där då efter ej eller en er era ert ett från för ha hade han hans har henne hennes hon honom hur "
     u"här i icke ingen inom inte jag ju kan kunde man med mellan men mig min mina mitt mot mycket ni nu "
     u"när någon något några och om oss på samma sedan sig sin sina sitta själv skulle som så sådan sådana "
     u"sådant till under upp ut utan vad var vara varför varit varje vars vart vem vi vid vilka vilkas "
     u"vilken vilket vår våra vårt än är åt över"},
    {QLatin1StringView("uk"),
     u"а або але без би був була були було бути в вам вас ваш весь вже ви вона вони воно все всі від він де "
     u"для до з за зі й його коли крім куди ми може можна між мій на над нам нас наш не нема них ні ніж о "
     u"об один однак от по при про під та так такий там те ти тим то той тому у хто це цей ця ці через чи "
     u"чого чому що щоб я як яка яке який якщо які є і із їх її"},
};

const QHash<QString, QSet<QString>> &stopWords()
{
    static const auto all = [] {
        QHash<QString, QSet<QString>> sets;
        for (const StopList &list : stopLists) {
            QSet<QString> &set = sets[list.language];
            for (const QStringView word : list.words.split(u' '))
                set.insert(word.toString());
        }
        return sets;
    }();
    return all;
}

} // namespace

bool isStopWord(const QString &word, const QString &language)
{
    const auto list = stopWords().constFind(language);
    return list != stopWords().cend() && list->contains(word);
}

} // namespace Procession
