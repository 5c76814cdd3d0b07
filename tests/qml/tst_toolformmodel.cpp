// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "modelrecorder.h"
#include "toolformmodel.h"

#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

using Model = ToolFormModel;

namespace {

/// Offers tools that are made up, and writes down what is started.
class MadeTools final : public Operator
{
public:
    void cancel(const ProcessId &, const QString &, Done) override { }
    void retry(const ProcessId &, const QString &, Done) override { }
    void remove(const ProcessId &, const QString &, Done) override { }
    void changeSchedule(const QString &, const ScheduleEdit &, Done) override { }
    void runSchedule(const QString &, Done) override { }
    void resumeQueue(const ProcessType &, Done done) override { done(ProcessPtr()); }
    void askDocuments(AboutDocuments, const QJsonObject &, DocumentsRead done) override { done(QJsonObject()); }
    void readPlace(const ProcessId &, PlaceRead done) override { done({}); }
    void readTools(ToolsRead done) override { done(tools); }
    void startTool(const QString &name, const QJsonObject &parameters, Done done) override
    {
        started = name;
        values = parameters;
        answer = std::move(done);
    }
    QString problem() const override { return {}; }

    Result<QJsonArray> tools = QJsonArray();
    QString started;
    QJsonObject values;
    Done answer;
};

QJsonArray toolsFrom(const char *json)
{
    return QJsonDocument::fromJson(json).array();
}

constexpr char backup[] = R"([{"name": "backup", "description": "Copies", "timeout": 90, "parameters": {
    "type": "object", "required": ["source", "level"], "properties": {
        "fast": {"type": "boolean"},
        "label": {"type": "string", "pattern": "^(?:[a-z]+)$", "maxLength": 5},
        "level": {"type": "integer", "minimum": 1, "maximum": 100000},
        "limit": {"type": "number", "default": 2.5},
        "mode": {"type": "string", "enum": ["full", "part"]},
        "source": {"type": "string", "x-path": "folder", "description": "Copied"},
        "verify": {"type": "boolean", "default": true}}}},
    {"name": "plain", "description": "", "timeout": null, "parameters": {"type": "object", "properties": {}}}])";

} // namespace

/// A form made from the schema of a tool, and the list of the tools.
class TestToolFormModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void listsTheTools();
    void saysWhyTheyCannotBeRead();
    void makesAFormOfTheSchema();
    void sendsWhatWasGiven();
    void tellsWhatWontDo_data();
    void tellsWhatWontDo();
    void showsNoProblemBeforeItIsTime();
    void showsTheRefusalAtItsField();
    void showsAnyOtherRefusal();
    void anotherFormHearsNothingOfIt();

private:
    int row(const QString &name) const
    {
        for (int at = 0; at < m_form->count(); ++at) {
            if (m_form->index(at).data(Model::NameRole) == name)
                return at;
        }
        return -1;
    }
    QVariant at(const QString &name, int role) const { return m_form->index(row(name)).data(role); }
    void fillIn()
    {
        m_form->setText(row(u"source"_s), u"/srv"_s);
        m_form->setText(row(u"level"_s), u"3"_s);
    }

    std::unique_ptr<MadeTools> m_tools;
    std::unique_ptr<ToolListModel> m_list;
    std::unique_ptr<Model> m_form;
};

void TestToolFormModel::init()
{
    m_form.reset();
    m_list.reset();
    m_tools = std::make_unique<MadeTools>();
    m_tools->tools = toolsFrom(backup);
    m_list = std::make_unique<ToolListModel>(*m_tools);
    m_form = std::make_unique<Model>(*m_list, *m_tools);
    m_list->reload();
    m_form->setTool(u"backup"_s);
}

void TestToolFormModel::listsTheTools()
{
    ModelRecorder recorder(*m_list);
    QCOMPARE(m_list->count(), 2);
    QCOMPARE(m_list->nameAt(1), u"plain"_s);
    QCOMPARE(m_list->index(0).data(ToolListModel::DescriptionRole), u"Copies"_s);
    QCOMPARE(m_list->rowOf(u"none"_s), -1);
    m_list->reload(); // nothing else came
    QVERIFY(recorder.take().isEmpty());
    m_form->setText(row(u"source"_s), u"/srv"_s);
    m_tools->tools = toolsFrom(R"([{"name": "other"}])");
    m_list->reload();
    QCOMPARE(recorder.take(), QStringList{u"reset"_s});
    QCOMPARE(m_form->count(), 0); // its tool is gone
}

void TestToolFormModel::saysWhyTheyCannotBeRead()
{
    m_tools->tools = Error{ErrorCode::Io, u"nobody is there"_s, {}};
    m_list->reload();
    QCOMPARE(m_list->error(), u"nobody is there"_s);
    QCOMPARE(m_list->count(), 2); // those that were there stay
    m_tools->tools = toolsFrom(backup);
    m_list->reload();
    QVERIFY(m_list->error().isEmpty());
}

void TestToolFormModel::makesAFormOfTheSchema()
{
    ModelRecorder recorder(*m_form);
    QStringList names;
    for (int at = 0; at < m_form->count(); ++at)
        names.append(m_form->index(at).data(Model::NameRole).toString());
    QCOMPARE(names.join(u' '), u"level source fast label limit mode verify"_s); // required ones first
    QCOMPARE(m_form->description(), u"Copies"_s);
    QVERIFY(m_form->limits().contains(u"1:30 min"_s));
    QCOMPARE(at(u"level"_s, Model::KindRole), int(Model::Integer));
    QCOMPARE(at(u"level"_s, Model::RequiredRole), true);
    QCOMPARE(at(u"level"_s, Model::HintRole), u"A whole number, 1 to 100000"_s);
    QCOMPARE(at(u"source"_s, Model::KindRole), int(Model::Folder));
    QCOMPARE(at(u"source"_s, Model::DescriptionRole), u"Copied"_s);
    QCOMPARE(at(u"label"_s, Model::HintRole), u"Matches [a-z]+"_s);
    QCOMPARE(at(u"limit"_s, Model::TextRole), u"2.5"_s);
    QCOMPARE(at(u"mode"_s, Model::ChoicesRole).toStringList(), QStringList({QString(), u"full"_s, u"part"_s}));
    QCOMPARE(at(u"verify"_s, Model::CheckedRole), true);
    m_form->setTool(u"plain"_s);
    QCOMPARE(m_form->count(), 0);
    QCOMPARE(m_form->limits(), QString());
    QCOMPARE(recorder.take(), QStringList{u"reset"_s});
}

void TestToolFormModel::sendsWhatWasGiven()
{
    ModelRecorder recorder(*m_form);
    fillIn();
    m_form->setText(row(u"mode"_s), u"part"_s);
    QSignalSpy started(m_form.get(), &Model::started);
    m_form->start();
    QVERIFY(m_form->isBusy());
    QCOMPARE(m_tools->started, u"backup"_s);
    QCOMPARE(m_tools->values,
             (QJsonObject{{u"source"_s, u"/srv"_s},
                          {u"level"_s, 3},
                          {u"limit"_s, 2.5},
                          {u"mode"_s, u"part"_s},
                          {u"verify"_s, true}})); // neither `fast` nor `label` was given
    Process process;
    process.id = ProcessId::fromString(u"run").value();
    m_tools->answer(std::make_shared<const ProcessState>(process));
    QVERIFY(!m_form->isBusy());
    QCOMPARE(started.takeFirst(), QVariantList{u"run"_s});
    m_form->setChecked(row(u"fast"_s), true);
    m_form->setChecked(row(u"fast"_s), false); // now it was said
    m_form->setText(row(u"limit"_s), QString());
    m_form->start();
    QCOMPARE(m_tools->values[u"fast"_s], QJsonValue(false));
    QVERIFY(!m_tools->values.contains(u"limit"_s));
}

void TestToolFormModel::tellsWhatWontDo_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("problem");
    QTest::newRow("missing") << u"level"_s << QString() << u"This is required."_s;
    QTest::newRow("no number") << u"level"_s << u"many"_s << u"This must be a number, such as 3 or 0.5."_s;
    QTest::newRow("not finite") << u"limit"_s << u"inf"_s << u"This must be a number, such as 3 or 0.5."_s;
    QTest::newRow("a fraction") << u"level"_s << u"2.5"_s << u"This must be a whole number."_s;
    QTest::newRow("too large") << u"level"_s << u"100001"_s << u"This must be 1 to 100000."_s;
    QTest::newRow("negative") << u"level"_s << u"-1"_s << u"This must be 1 to 100000."_s;
    QTest::newRow("another form") << u"label"_s << u"a;b"_s << u"This doesn't match [a-z]+."_s;
    QTest::newRow("too long") << u"label"_s << u"abcdef"_s << u"This is longer than 5 characters."_s;
    QTest::newRow("a relative path") << u"source"_s << u"../etc"_s << u"This must be an absolute path on the server."_s;
    QTest::newRow("fits") << u"label"_s << u"abc"_s << QString();
    QTest::newRow("blanks around a number") << u"level"_s << u" 4 "_s << QString();
}

void TestToolFormModel::tellsWhatWontDo()
{
    QFETCH(QString, field);
    QFETCH(QString, value);
    QFETCH(QString, problem);
    fillIn();
    m_form->setText(row(field), value);
    QCOMPARE(at(field, Model::ProblemRole), problem);
    m_form->start();
    QCOMPARE(m_form->isBusy(), problem.isEmpty());
    QCOMPARE(m_tools->started.isEmpty(), !problem.isEmpty());
}

void TestToolFormModel::showsNoProblemBeforeItIsTime()
{
    QCOMPARE(at(u"source"_s, Model::ProblemRole), QString());
    QSignalSpy refusedAt(m_form.get(), &Model::refusedAt);
    m_form->start();
    QCOMPARE(at(u"source"_s, Model::ProblemRole), u"This is required."_s);
    QCOMPARE(refusedAt.takeFirst(), QVariantList{0});
    m_form->setText(row(u"source"_s), u"/srv"_s);
    QCOMPARE(at(u"source"_s, Model::ProblemRole), QString());
}

void TestToolFormModel::showsTheRefusalAtItsField()
{
    fillIn();
    m_form->start();
    m_tools->answer(Error{ErrorCode::InvalidField, u"It isn't in /srv/data."_s, u"parameters.source"_s});
    QCOMPARE(at(u"source"_s, Model::ProblemRole), u"It isn't in /srv/data."_s);
    QCOMPARE(m_form->refusal(), QString());
    m_form->setText(row(u"source"_s), u"/srv/data"_s);
    QCOMPARE(at(u"source"_s, Model::ProblemRole), QString());
    m_form->start();
    QVERIFY(m_form->isBusy());
}

void TestToolFormModel::showsAnyOtherRefusal()
{
    fillIn();
    m_form->start();
    m_tools->answer(Error{ErrorCode::StoreUnavailable, u"The disk is full."_s, {}});
    QCOMPARE(m_form->refusal(), u"The disk is full."_s);
    m_form->start();
    QCOMPARE(m_form->refusal(), QString());
}

void TestToolFormModel::anotherFormHearsNothingOfIt()
{
    fillIn();
    m_form->start();
    m_form->setTool(u"plain"_s);
    QVERIFY(!m_form->isBusy());
    m_tools->answer(Error{ErrorCode::InvalidField, u"no"_s, u"parameters.source"_s});
    QCOMPARE(m_form->refusal(), QString());
}

QTEST_GUILESS_MAIN(TestToolFormModel)
#include "tst_toolformmodel.moc"
