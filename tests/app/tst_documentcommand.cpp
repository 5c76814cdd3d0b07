// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs.h"
#include "sampledocuments.h"

#include <QJsonArray>

using namespace Procession;
using namespace Qt::StringLiterals;

/// `processionctl document` as users type it, against a real processiond.
class TestDocumentCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void readsADocumentAndReportsIt();
    void printsTextAndJson();
    void tellsWhyItFailed();
    void worksWithoutAServer();
    void isCancelledOnTheServer();
    void isInterrupted();
    void hasTheServerReadOneOfItsOwn();
    void refusesWrongUsage_data();
    void refusesWrongUsage();

private:
    QString write(const QString &name, const QByteArray &content) const
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("can't write");
        return file.fileName();
    }
    QJsonObject onlyProcess(const QString &name)
    {
        const QJsonArray all = m_daemon.ask("GET", u"/processes?q="_s + name).value("processes"_L1).toArray();
        return all.size() == 1 ? all[0].toObject() : QJsonObject();
    }
    /// One that takes longer than anyone waits: each line is compared with all others.
    QString slowDocument(const QString &name) const
    {
        return write(name, Samples::largePdf(QStringList(30'000, QString(60, u'x'))));
    }

    QTemporaryDir m_folder;
    Daemon m_daemon;
    QString m_pdf;
};

void TestDocumentCommand::initTestCase()
{
    const QString settings =
        write(u"procession.toml"_s, "[documents]\nfolders = [\"" + QFile::encodeName(m_folder.path()) + "\"]\n");
    QVERIFY(m_daemon.start({u"--config"_s, settings}));
    m_pdf = write(u"ship.pdf"_s, Samples::good().front().content);
}

void TestDocumentCommand::readsADocumentAndReportsIt()
{
    Ctl ctl(m_daemon, {u"document"_s, m_pdf});
    QCOMPARE(ctl.exitCode(), 0);
    QCOMPARE(ctl.output().simplified(),
             QByteArray("ship.pdf format pdf pages 2 words 40 language en The ship (page 1)"));
    const QJsonObject process = onlyProcess(u"ship.pdf"_s);
    QCOMPARE(process.value("process_type"_L1).toString(), u"document_processing"_s);
    QCOMPARE(process.value("status"_L1).toString(), u"completed"_s);
    QCOMPARE(process.value("progress"_L1).toDouble(), 100.0);
    QCOMPARE(process.value("metadata"_L1)["words"_L1].toInt(), 40);
    QCOMPARE(process.value("metadata"_L1)["format"_L1].toString(), u"pdf"_s);
}

void TestDocumentCommand::printsTextAndJson()
{
    Ctl text(m_daemon, {u"document"_s, u"--text"_s, m_pdf});
    QCOMPARE(text.exitCode(), 0);
    QVERIFY(text.output().startsWith("The ship\n"));
    QCOMPARE(text.output().count('\f'), 1);
    Ctl json(m_daemon, {u"document"_s, u"--text"_s, u"--json"_s, m_pdf});
    QCOMPARE(json.exitCode(), 0);
    const QJsonObject answer = QJsonDocument::fromJson(json.output()).object();
    QCOMPARE(answer.value("document"_L1)["pages"_L1].toInt(), 2);
    QCOMPARE(answer.value("text"_L1).toArray().size(), 2);
    QCOMPARE(m_daemon.statusOf(answer.value("process_id"_L1).toString()), u"completed"_s);
}

void TestDocumentCommand::tellsWhyItFailed()
{
    Ctl ctl(m_daemon, {u"document"_s, write(u"broken.pdf"_s, "%PDF-1.7\n")});
    QCOMPARE(ctl.exitCode(), 1);
    QVERIFY(ctl.errors().contains("isn't a sound PDF"));
    const QJsonObject process = onlyProcess(u"broken.pdf"_s);
    QCOMPARE(process.value("status"_L1).toString(), u"failed"_s);
    QVERIFY(process.value("error_message"_L1).toString().contains(u"isn't a sound PDF"_s));
    QCOMPARE(process.value("metadata"_L1)["reason"_L1].toString(), u"malformed"_s);
}

void TestDocumentCommand::worksWithoutAServer()
{
    const Daemon nobody;
    Ctl ctl(nobody, {u"document"_s, u"--url"_s, u"http://127.0.0.1:1"_s, m_pdf});
    QCOMPARE(ctl.exitCode(), 0);
    QVERIFY(ctl.output().contains("ship.pdf"));
    QVERIFY(ctl.errors().contains("untracked"));
}

void TestDocumentCommand::isCancelledOnTheServer()
{
    Ctl ctl(m_daemon, {u"document"_s, slowDocument(u"cancelled.pdf"_s)});
    QTRY_COMPARE(onlyProcess(u"cancelled.pdf"_s).value("status"_L1).toString(), u"running"_s);
    const QString id = onlyProcess(u"cancelled.pdf"_s).value("process_id"_L1).toString();
    m_daemon.ask("POST", u"/processes/%1/cancel"_s.arg(id));
    QCOMPARE(ctl.exitCode(), 130);
    QVERIFY(ctl.errors().contains("cancelled on the server"));
}

void TestDocumentCommand::isInterrupted()
{
    Ctl ctl(m_daemon, {u"document"_s, slowDocument(u"interrupted.pdf"_s)});
    QTRY_COMPARE(onlyProcess(u"interrupted.pdf"_s).value("status"_L1).toString(), u"running"_s);
    ctl.signal(SIGINT);
    QCOMPARE(ctl.exitCode(), 130);
    QCOMPARE(onlyProcess(u"interrupted.pdf"_s).value("status"_L1).toString(), u"cancelled"_s);
}

void TestDocumentCommand::hasTheServerReadOneOfItsOwn()
{
    Ctl ctl(m_daemon, {u"document"_s, u"--on-server"_s, write(u"theirs.txt"_s, Samples::prose(u"en"_s).toUtf8())});
    QCOMPARE(ctl.exitCode(), 0);
    QCOMPARE(ctl.output().simplified(), QByteArray("theirs.txt format text pages 1 words 38 language en"));
    QCOMPARE(onlyProcess(u"theirs.txt"_s).value("work"_L1)["here"_L1].toBool(), true);

    Ctl broken(m_daemon, {u"document"_s, u"--on-server"_s, write(u"theirs.pdf"_s, "%PDF-1.7\n")});
    QCOMPARE(broken.exitCode(), 1);
    QVERIFY(broken.errors().contains("isn't a sound PDF"));

    Ctl outside(m_daemon, {u"document"_s, u"--on-server"_s, u"/etc/passwd"_s});
    QCOMPARE(outside.exitCode(), 1);
    QVERIFY(outside.errors().contains("[documents] folders"));
}

void TestDocumentCommand::refusesWrongUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("no file") << QStringList();
    QTest::newRow("two files") << QStringList({u"a"_s, u"b"_s});
    QTest::newRow("text of the server's") << QStringList({u"--on-server"_s, u"--text"_s, u"/a"_s});
    QTest::newRow("no number") << QStringList({u"--max-pages"_s, u"many"_s, u"a"_s});
}

void TestDocumentCommand::refusesWrongUsage()
{
    QFETCH(const QStringList, arguments);
    Ctl ctl(m_daemon, QStringList{u"document"_s} + arguments);
    QCOMPARE(ctl.exitCode(), 2);
    QVERIFY(ctl.errors().contains("document --help"));
}

QTEST_GUILESS_MAIN(TestDocumentCommand)
#include "tst_documentcommand.moc"
