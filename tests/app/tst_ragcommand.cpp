// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "hostileaiserver.h"
#include "programs.h"

#include <QJsonArray>

using namespace Procession;
using namespace Qt::StringLiterals;

using Server = HostileAiServer;

/// `processionctl rag` as users type it, against a real processiond and an embedding server that the test writes.
class TestRagCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void waitsForTheSecondAttempt();
    void endsWithTheLastAttempt();
    void tellsWhatWasPassedOver();
    void forgetsAnEmptiedFolderOnlyWhenTold();

private:
    void write(const QString &name, const QByteArray &content) const
    {
        QFile file(m_folder->filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("can't write");
    }
    QStringList train(const QStringList &more = {}) const
    {
        return QStringList{u"rag"_s, u"train"_s, m_folder->filePath(u"docs"_s), u"--wait"_s} + more;
    }

    int m_failures = 0; // of the embedding server, before it works
    std::unique_ptr<Server> m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Daemon> m_daemon;
};

void TestRagCommand::init()
{
    m_failures = 0;
    m_server = std::make_unique<Server>([this](QTcpSocket &socket, const Server::Request &) {
        socket.write(m_failures-- > 0
                         ? Server::head("application/json", "500 Oh") + R"({"error":{"message":"out of memory"}})"
                         : Server::head("application/json") + R"({"data":[{"index":0,"embedding":[1,2]}]})");
        socket.flush();
        socket.disconnectFromHost();
    });
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir(m_folder->path()).mkpath(u"docs"_s));
    write(u"docs/договор.txt"_s, u"Договор истекает в марте."_s.toUtf8());
    write(u"procession.toml"_s,
          "[documents]\nfolders = [\"" + QFile::encodeName(m_folder->filePath(u"docs"_s)) + "\"]\n");
    m_daemon = std::make_unique<Daemon>();
    m_daemon->addToEnvironment(u"EMBEDDINGS_BASE_URL"_s, m_server->url().toString());
    m_daemon->addToEnvironment(u"EMBEDDINGS_MODEL"_s, u"model-1"_s);
    QVERIFY(m_daemon->start({u"--config"_s, m_folder->filePath(u"procession.toml"_s)}));
    m_daemon->ask("PUT", u"/retry-policies/rag_training"_s, R"({"max_attempts": 2, "initial_delay": 0.1})");
}

void TestRagCommand::cleanup()
{
    m_daemon.reset();
    m_folder.reset();
    m_server.reset();
}

void TestRagCommand::waitsForTheSecondAttempt()
{
    m_failures = 1;
    Ctl ctl(*m_daemon, train());
    QCOMPARE(ctl.exitCode(), 0);
    // The first one had read the file and made its passage; only the vector was missing.
    QVERIFY2(ctl.output().contains("0 files read, 1 unchanged, 0 passages made"), ctl.output().constData());
    QCOMPARE(m_server->requests().size(), size_t(2));
}

void TestRagCommand::endsWithTheLastAttempt()
{
    m_failures = 2;
    Ctl ctl(*m_daemon, train());
    QCOMPARE(ctl.exitCode(), 1);
    QVERIFY2(ctl.errors().contains("HTTP 500. out of memory"), ctl.errors().constData());
    QCOMPARE(m_server->requests().size(), size_t(2));
}

void TestRagCommand::tellsWhatWasPassedOver()
{
    write(u"docs/смета.zip"_s, "PK");
    Ctl ctl(*m_daemon, train());
    QCOMPARE(ctl.exitCode(), 0);
    QVERIFY2(ctl.errors().contains(u"passed over (format): 1, such as смета.zip"_s.toUtf8()), ctl.errors().constData());
}

void TestRagCommand::forgetsAnEmptiedFolderOnlyWhenTold()
{
    QCOMPARE(Ctl(*m_daemon, train()).exitCode(), 0);
    QVERIFY(QFile::remove(m_folder->filePath(u"docs/договор.txt"_s)));
    Ctl refused(*m_daemon, train());
    QCOMPARE(refused.exitCode(), 1);
    QVERIFY2(refused.errors().contains("--allow-empty"), refused.errors().constData());
    Ctl allowed(*m_daemon, train({u"--allow-empty"_s}));
    QCOMPARE(allowed.exitCode(), 0);
    QVERIFY2(allowed.output().contains("1 forgotten"), allowed.output().constData());
}

QTEST_GUILESS_MAIN(TestRagCommand)
#include "tst_ragcommand.moc"
