// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "demandjson.h"
#include "jsonreader.h"
#include "queueorder.h"
#include "roomjson.h"

#include <QJsonDocument>
#include <QTest>

#include <random>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

ProcessId idOf(const QString &name)
{
    return ProcessId::fromString(name).value();
}

/// A queue that is told what happens in words:
/// `+a ai` waits, with `gpu=2` for what it uses, `p5` for its priority, `backup` for its tool, `goes-on`;
/// `-a` gives its room back, `!a` no longer waits, `pause ai`, `pause`, `resume ai`, `resume`.
class Script
{
public:
    Script()
        : m_order({{u"gpu"_s, 4}, {u"licence"_s, 1}})
    {
        m_order.addQueue({ProcessType::aiTask()}, 2);
        m_order.addQueue({ProcessType::toolsExecution(), ProcessType::scheduledTask()}, 4);
        m_order.addQueue({ProcessType::backgroundJob()}, 100);
        m_order.addQueue({ProcessType::ragTraining()}, 1, false);
    }

    void run(const QString &step)
    {
        const QStringList words = step.split(u' ');
        const QString name = words.front().sliced(1);
        if (words.front() == u"pause"_s)
            m_pauses.emplace(typeIn(words), QueuePause{});
        else if (words.front() == u"resume"_s)
            m_pauses.erase(typeIn(words));
        else if (step.startsWith(u'+'))
            m_order.enqueue(entryOf(name, words));
        else if (step.startsWith(u'!'))
            m_order.remove(idOf(name));
        else
            m_order.giveBack(m_running.take(name));
        m_order.setPauses(m_pauses);
        while (const auto next = m_order.takeNext()) {
            m_running.insert(next->id.toString(), *next);
            started.append(next->id.toString());
        }
    }
    const QueueOrder &order() const { return m_order; }

    QStringList started;

private:
    static ProcessType typeIn(const QStringList &words)
    {
        static const QHash<QString, ProcessType> types{{u"ai"_s, ProcessType::aiTask()},
                                                       {u"tool"_s, ProcessType::toolsExecution()},
                                                       {u"due"_s, ProcessType::scheduledTask()},
                                                       {u"job"_s, ProcessType::backgroundJob()},
                                                       {u"always"_s, ProcessType::ragTraining()}};
        return words.size() > 1 ? types.value(words[1]) : ProcessType();
    }
    static QueueEntry entryOf(const QString &name, const QStringList &words)
    {
        QueueEntry entry{.id = idOf(name), .type = typeIn(words)};
        for (const QString &word : words.sliced(2)) {
            const QStringList use = word.split(u'=');
            if (use.size() == 2)
                entry.demand.uses.emplace(use[0], use[1].toInt());
            else if (word == u"goes-on"_s)
                entry.goesOn = true;
            else if (word.startsWith(u'p') && word != u"print"_s)
                entry.demand.priority = word.sliced(1).toInt();
            else
                entry.group = word;
        }
        return entry;
    }

    QueueOrder m_order;
    QueuePauses m_pauses;
    QHash<QString, QueueEntry> m_running;
};

} // namespace

class TestQueueOrder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void startsInOrder_data();
    void startsInOrder();
    void tellsThePlaceAndWhy_data();
    void tellsThePlaceAndWhy();
    void tellsHowItStands();
    void randomWorkNeverExceedsAndAllOfItStarts();
    void tenThousandWaitCheaply();
    void usesAreChecked_data();
    void usesAreChecked();
    void demandsAddUp();
};

void TestQueueOrder::startsInOrder_data()
{
    QTest::addColumn<QStringList>("steps");
    QTest::addColumn<QString>("started");
    const auto row = [](const char *name, const QString &steps, const QString &started) {
        QTest::newRow(name) << steps.split(u", "_s) << started;
    };
    row("the older first", u"+a ai, +b ai, +c ai, +d ai, -b, -a"_s, u"a b c d"_s);
    row("the higher priority first", u"+a ai, +b ai, +c ai, +d ai p5, +e ai p-5, +f ai p5, -a, -b, -d, -f"_s,
        u"a b d f c e"_s);
    row("what is gone doesn't start", u"+a ai, +b ai, +c ai, +d ai, !c, -a"_s, u"a b d"_s);
    row("the same attempt waits once", u"+a ai, +b ai, +c ai, +d ai, +c ai, -a, -b"_s, u"a b c d"_s);
    row("types that share a limit", u"+a tool, +b due, +c tool, +d due, +e tool, +f ai, -b"_s, u"a b c d f e"_s);
    row("a tool's limit holds up no other tool", u"+a tool x, +b tool x, +c tool y, -a"_s, u"a c b"_s);
    row("a tool's limit over types", u"+a tool x, +b due x, +c due y, -a"_s, u"a c b"_s);

    row("as many as there are", u"+a job gpu=2, +b job gpu=2, +c job gpu=1, +d job, -a"_s, u"a b d c"_s);
    row("more than one limit", u"+a job licence=1, +b job gpu=1 licence=1, +c job gpu=3, -a"_s, u"a c b"_s);
    row("given back", u"+a job gpu=4, +b job gpu=4, -a, +c job gpu=4, -b"_s, u"a b c"_s);

    row("many aren't passed by few for ever", u"+a job gpu=2, +b job gpu=4, +c job gpu=1, +d job gpu=2, -a, -b"_s,
        u"a b c d"_s);
    row("but by those that use something else", u"+a job gpu=2, +b job gpu=4, +c job licence=1, +d job"_s, u"a c d"_s);
    row("and by those of higher priority", u"+a job gpu=2, +b job gpu=4, +c job gpu=1 p1, -a, -c"_s, u"a c b"_s);
    row("not where both wait for one of two", u"+a job licence=1, +b job gpu=3 licence=1, +c job gpu=2, -a, -b"_s,
        u"a b c"_s);
    row("of those that are alike only the first keeps what it uses",
        u"+a job licence=1, +b job gpu=1 licence=1, +c job gpu=1 licence=1, +d job gpu=3, -a"_s, u"a d b"_s);
    row("who waits for a place is passed", u"+a ai, +b ai, +c ai gpu=4, +d job gpu=1, -d, -a"_s, u"a b d c"_s);
    QString often = u"+a ai, +b ai, +c ai gpu=4"_s;
    QString ten = u"a b"_s;
    for (int i = 0; i < QueueOrder::patience(); ++i) {
        often += u", +d%1 job gpu=1, -d%1"_s.arg(i);
        ten += u" d%1"_s.arg(i);
    }
    row("but not for ever", often + u", +e job gpu=1, +f job, -a, -c"_s, ten + u" f c e"_s);

    row("paused", u"pause ai, +a ai, +b job, resume ai"_s, u"b a"_s);
    row("what is paused keeps nothing", u"pause ai, +a ai gpu=4, +b job gpu=4, resume ai, -b"_s, u"b a"_s);
    row("everything paused", u"+a ai, pause, +b ai, +c job, resume"_s, u"a b c"_s);
    row("what a pause of everything doesn't hold", u"pause, +a ai, +b always, resume"_s, u"b a"_s);
    row("though one of its own does", u"pause always, pause, +a always, resume, +b ai, resume always"_s, u"b a"_s);
    row("paused twice", u"pause, pause ai, +a ai, +b job, resume, resume ai"_s, u"b a"_s);
    row("what ran goes on", u"pause, +a ai, +b ai p9 goes-on, resume"_s, u"b a"_s);
    row("what ran comes first", u"+a ai, +b ai, +c ai p9, +d ai goes-on, -a"_s, u"a b d"_s);
}

void TestQueueOrder::startsInOrder()
{
    QFETCH(QStringList, steps);
    Script script;
    for (const QString &step : steps)
        script.run(step);
    QTEST(script.started.join(u' '), "started");
}

void TestQueueOrder::tellsThePlaceAndWhy_data()
{
    QTest::addColumn<QStringList>("steps");
    QTest::addColumn<QString>("of");
    QTest::addColumn<QByteArray>("json");
    const auto row = [](const char *name, const QString &steps, const QString &of, const QByteArray &json) {
        QTest::newRow(name) << steps.split(u", "_s) << of << json;
    };
    row("doesn't wait", u"+a ai"_s, u"a"_s, {});
    row("unknown", u"+a ai"_s, u"z"_s, {});
    row("the limit of its type", u"+a ai, +b ai, +c ai, +d ai, +e ai p1"_s, u"d"_s,
        R"({"queue":{"place":3,"waiting":3,"reason":"type_limit","limits":[],"message":"2 run at once, and 2 run."}})");
    row("the limit of its tool", u"+a tool x, +b tool x"_s, u"b"_s,
        R"({"queue":{"place":1,"waiting":1,"reason":"group_limit","limits":[],)"
        R"("message":"1 of \"x\" run at once, and as many run."}})");
    row("what it uses", u"+a job gpu=3, +b job gpu=2 licence=1"_s, u"b"_s,
        R"({"queue":{"place":1,"waiting":1,"reason":"uses","limits":["gpu"],)"
        R"("message":"gpu: it needs 2, and 3 of 4 are in use."}})");
    row("its turn", u"+a job gpu=3, +b job gpu=2, +c job gpu=1"_s, u"c"_s,
        R"({"queue":{"place":2,"waiting":2,"reason":"turn","limits":[],)"
        R"("message":"An earlier one, or one of higher priority, comes first."}})");
    row("paused", u"pause ai, +a ai"_s, u"a"_s,
        R"({"queue":{"place":1,"waiting":1,"reason":"paused","limits":[],"message":"ai_task is paused."}})");
    row("paused itself, where all are", u"pause always, pause, +a always"_s, u"a"_s,
        R"({"queue":{"place":1,"waiting":1,"reason":"paused","limits":[],"message":"rag_training is paused."}})");
    row("all paused", u"pause ai, pause, +a ai"_s, u"a"_s,
        R"({"queue":{"place":1,"waiting":1,"reason":"all_paused","limits":[],"message":"Everything is paused."}})");
}

void TestQueueOrder::tellsThePlaceAndWhy()
{
    QFETCH(QStringList, steps);
    QFETCH(QString, of);
    QFETCH(QByteArray, json);
    Script script;
    for (const QString &step : steps)
        script.run(step);
    const auto place = script.order().place(idOf(of));
    QCOMPARE(place.has_value(), !json.isEmpty());
    if (!place)
        return;
    QByteArray printed;
    {
        ObjectWriter object(printed);
        writeQueuePlace(object, *place);
    }
    QCOMPARE(printed, json);
}

void TestQueueOrder::tellsHowItStands()
{
    Script script;
    for (const char *step : {"+a tool gpu=3", "+b due", "+c due licence=1", "+d tool gpu=2", "pause ai", "+e ai"})
        script.run(QString::fromLatin1(step));
    QByteArray printed;
    {
        ObjectWriter object(printed);
        writeRoomState(object, script.order().state());
    }
    const QJsonObject state = QJsonDocument::fromJson(printed).object();
    const QJsonObject ai = state["queues"_L1][0].toObject();
    QCOMPARE(ai["process_type"_L1].toString(), u"ai_task"_s);
    QCOMPARE(ai["waiting"_L1].toInt(), 1);
    QVERIFY(ai["paused"_L1].isObject() && ai["paused"_L1]["actor"_L1].isObject());
    const QJsonObject tools = state["queues"_L1][4].toObject();
    QCOMPARE(tools["process_type"_L1].toString(), u"tools_execution"_s);
    QCOMPARE(tools["running"_L1].toInt(), 1);
    QCOMPARE(tools["waiting"_L1].toInt(), 1);
    QCOMPARE(tools["limit"_L1].toInt(), 4);
    QCOMPARE(tools["limit_shared_with"_L1][0].toString(), u"scheduled_task"_s);
    QVERIFY(tools["paused"_L1].isNull() && state["paused"_L1].isNull());
    QCOMPARE(state["limits"_L1][0]["name"_L1].toString(), u"gpu"_s);
    QCOMPARE(state["limits"_L1][0]["in_use"_L1].toInt(), 3);
    QCOMPARE(state["limits"_L1][1]["in_use"_L1].toInt(), 1);
}

/// Whatever comes in whatever order: no limit is exceeded, nothing waits while it could run, and all of it is started.
void TestQueueOrder::randomWorkNeverExceedsAndAllOfItStarts()
{
    const NamedLimits limits{{u"gpu"_s, 4}, {u"licence"_s, 2}};
    const QList<ProcessType> types{ProcessType::aiTask(), ProcessType::toolsExecution(), ProcessType::scheduledTask()};
    for (unsigned seed = 1; seed <= 20; ++seed) {
        std::mt19937 random(seed);
        const auto number = [&random](int from, int to) { return from + int(random() % unsigned(to - from + 1)); };
        QueueOrder order(limits);
        order.addQueue({types[0]}, 3);
        order.addQueue({types[1], types[2]}, 4);
        std::vector<QueueEntry> running;
        std::map<QString, int> used;
        int waiting = 0;
        for (int step = 0; step < 1000 || waiting > 0 || !running.empty(); ++step) {
            if (step < 1000 && number(0, 1) == 0) {
                QueueEntry entry{.id = idOf(u"p%1"_s.arg(step)), .type = types[number(0, 2)]};
                entry.demand.priority = number(-2, 2);
                if (number(0, 1))
                    entry.demand.uses.emplace(u"gpu"_s, number(1, 4));
                if (number(0, 3) == 0)
                    entry.demand.uses.emplace(u"licence"_s, number(1, 2));
                entry.group = number(0, 2) == 0 ? u"tool%1"_s.arg(number(0, 2)) : QString();
                entry.groupLimit = 2;
                order.enqueue(entry);
                ++waiting;
            } else if (!running.empty()) {
                const auto at = running.begin() + number(0, int(running.size()) - 1);
                for (const auto &[name, count] : at->demand.uses)
                    used[name] -= count;
                order.giveBack(*at);
                running.erase(at);
            }
            while (const auto next = order.takeNext()) {
                for (const auto &[name, count] : next->demand.uses)
                    QVERIFY((used[name] += count) <= limits.at(name));
                running.push_back(*next);
                --waiting;
            }
            QVERIFY2(waiting == 0 || !running.empty(), "it stands still");
            std::map<ProcessType, int> ofType;
            std::map<QString, int> ofGroup;
            for (const QueueEntry &entry : running) {
                ++ofType[entry.type];
                ++ofGroup[entry.group];
            }
            QVERIFY(ofType[types[0]] <= 3 && ofType[types[1]] + ofType[types[2]] <= 4);
            for (int i = 0; i < 3; ++i)
                QVERIFY(ofGroup[u"tool%1"_s.arg(i)] <= 2);
        }
        for (const NamedLimitState &limit : order.state().limits)
            QCOMPARE(limit.inUse, 0);
    }
}

/// The number of those that wait doesn't matter to the next one; this would take minutes otherwise.
void TestQueueOrder::tenThousandWaitCheaply()
{
    QueueOrder order({{u"gpu"_s, 1}});
    order.addQueue({ProcessType::aiTask()}, 1);
    constexpr int count = 10'000;
    for (int i = 0; i < count; ++i) {
        QueueEntry entry{.id = idOf(u"p%1"_s.arg(i)), .type = ProcessType::aiTask()};
        entry.demand.uses.emplace(u"gpu"_s, 1);
        order.enqueue(entry);
    }
    for (int i = 0; i < count; ++i) {
        const auto next = order.takeNext();
        QVERIFY(next && next->id == idOf(u"p%1"_s.arg(i)));
        QVERIFY(!order.takeNext());
        order.giveBack(*next);
    }
    QVERIFY(!order.takeNext());
}

void TestQueueOrder::usesAreChecked_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("problem"); // a part of it; empty for none
    const auto row = [](const char *name, const QByteArray &json, const QString &problem) {
        QTest::newRow(name) << json << problem;
    };
    row("none", R"({})", {});
    row("null", R"({"uses":null,"priority":null})", {});
    row("all of it", R"({"uses":{"gpu":2,"licence":1},"priority":-100})", {});
    row("more than there is", R"({"uses":{"gpu":3}})", u"no more of gpu than 2"_s);
    row("unknown", R"({"uses":{"gpus":1}})", u"did you mean \"gpu\""_s);
    row("zero", R"({"uses":{"gpu":0}})", u"whole number"_s);
    row("negative", R"({"uses":{"gpu":-1}})", u"whole number"_s);
    row("a part", R"({"uses":{"gpu":0.5}})", u"whole number"_s);
    row("huge", R"({"uses":{"gpu":1e300}})", u"whole number"_s);
    row("a text", R"({"uses":{"gpu":"1"}})", u"whole number"_s);
    row("true", R"({"uses":{"gpu":true}})", u"whole number"_s);
    row("null inside", R"({"uses":{"gpu":null}})", u"whole number"_s);
    row("a list", R"({"uses":["gpu"]})", u"uses must be a JSON object"_s);
    row("a number", R"({"uses":1})", u"uses must be a JSON object"_s);
    row("nested", R"({"uses":{"gpu":{"gpu":1}}})", u"whole number"_s);
    row("no name", R"({"uses":{"":1}})", u"a limit's name"_s);
    row("a control character", R"({"uses":{"g\u0000pu":1}})", u"a limit's name"_s);
    row("a long name", R"({"uses":{")" + QByteArray(65, 'g') + R"(":1}})", u"a limit's name"_s);
    row("a priority too high", R"({"priority":101})", u"priority must be"_s);
    row("a priority that is none", R"({"priority":"high"})", u"priority must be"_s);
    row("a priority with a part", R"({"priority":1.5})", u"priority must be"_s);
    QByteArray many = R"({"uses":{)";
    for (int i = 0; i < 101; ++i)
        many += (i ? ",\"n" : "\"n") + QByteArray::number(i) + "\":1";
    row("too many", many + "}}", u"101 limits"_s);
}

void TestQueueOrder::usesAreChecked()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, problem);
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    JsonReader reader(object);
    const Demand demand = demandFromJson(reader);
    const auto checked = checkUses(demand, {{u"gpu"_s, 2}, {u"licence"_s, 1}});
    const auto error = reader.error() ? reader.error() : checked ? std::nullopt : std::optional(checked.error());
    QCOMPARE(error.has_value(), !problem.isEmpty());
    if (error)
        QVERIFY2(error->message.contains(problem), qPrintable(error->message));
}

void TestQueueOrder::demandsAddUp()
{
    const Demand type{.priority = 3, .uses = {{u"gpu"_s, 1}, {u"licence"_s, 2}}};
    const Demand tool{.uses = {{u"gpu"_s, 2}}};
    const Demand request{.priority = 0, .uses = {{u"licence"_s, 1}, {u"disk"_s, 5}}};
    QVERIFY(request.within(tool.within(type))
            == (Demand{.priority = 0, .uses = {{u"gpu"_s, 2}, {u"licence"_s, 2}, {u"disk"_s, 5}}}));
    QCOMPARE(tool.within(type).priority, 3);
    QVERIFY(Demand().within({}) == Demand());
}

QTEST_GUILESS_MAIN(TestQueueOrder)
#include "tst_queueorder.moc"
