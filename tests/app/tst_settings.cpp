// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Procession;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void withoutAnythingTheDefaultsHold();
    void theExampleFileShowsTheDefaults();
    void readsAFile();
    void laterSourcesWin();
    void namesTheLineThatIsWrong_data();
    void namesTheLineThatIsWrong();
    void refusesWrongFlagsAndVariables_data();
    void refusesWrongFlagsAndVariables();
    void takesARemoteServer_data();
    void takesARemoteServer();
    void findsTheKeyOfTheAiServer_data();
    void findsTheKeyOfTheAiServer();
    void refusesTokensThatAreGuessed_data();
    void refusesTokensThatAreGuessed();
    void explainsItself();

private:
    QString write(const QByteArray &toml) const;
    Result<CommandLine> read(const QStringList &flags,
                             const QProcessEnvironment &environment = QProcessEnvironment()) const
    {
        return readCommandLine(QStringList{u"processiond"_s} + flags, environment);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestSettings::init()
{
    // Whatever the machine's user has configured.
    m_folder = std::make_unique<QTemporaryDir>();
    qputenv("XDG_CONFIG_HOME", m_folder->path().toLocal8Bit());
    qputenv("XDG_CONFIG_DIRS", m_folder->path().toLocal8Bit());
}

QString TestSettings::write(const QByteArray &toml) const
{
    QFile file(m_folder->filePath(u"test.toml"_s));
    if (!file.open(QIODevice::WriteOnly) || file.write(toml) != toml.size())
        qFatal("can't write %s", qPrintable(file.fileName()));
    return file.fileName();
}

void TestSettings::withoutAnythingTheDefaultsHold()
{
    const auto commandLine = read({});
    QVERIFY(commandLine.ok());
    Settings expected;
    expected.dataDir = defaultDataDir();
    QVERIFY(commandLine->settings == expected);
    QCOMPARE(commandLine->settings.server.host, u"127.0.0.1"_s);
    QCOMPARE(commandLine->settings.server.port, quint16(8000));
    QVERIFY(commandLine->text.isEmpty());
}

void TestSettings::theExampleFileShowsTheDefaults()
{
    Settings settings;
    const auto read = readSettingsFile(QStringLiteral(EXAMPLE_SETTINGS), settings);
    QVERIFY2(read.ok(), read.ok() ? "" : qPrintable(read.error().message));
    const TypeRegistry builtIn;
    QCOMPARE(settings.retryPolicies.size(), qsizetype(builtIn.policies().size()));
    for (const auto &[type, policy] : settings.retryPolicies.asKeyValueRange())
        QVERIFY2(builtIn.policy(type) == policy, qPrintable(type.toString()));
    settings.retryPolicies.clear();
    QVERIFY(settings == Settings());
}

void TestSettings::readsAFile()
{
    const QString path = write(R"(
host = "::1"
port = 9000
data_dir = "/tmp/somewhere"
token = "a-token-from-a-file"
allowed_hosts = ["ops.example.org"]
allowed_origins = ["https://ops.example.org", "https://board.example.org"]
process_types = ["data_export"]
quiet_after = 2.5
pending_quiet_after = 30
pending_timeout = 3600
log_capacity = 2048
[limits]
max_body_bytes = 4096
idle_timeout = 5
[cleanup]
max_age = 0
max_finished = 7
[history]
max_age = 3600
max_finished = 5000
max_bytes = 16777216
[analytics]
hours_max_age = 2678400
days_max_age = 63244800
months_max_age = 158112000
max_summaries = 20000
[output]
max_bytes_per_attempt = 8388608
max_bytes = 1073741824
[documents]
folders = ["/srv/a", "/srv/b"]
max_running = 3
max_file_bytes = 2048
max_text_bytes = 4096
max_pages = 7
max_memory_bytes = 268435456
max_processor_time = 5
max_time = 9.5
[retries]
max_concurrent = 2
[ai]
base_url = "http://gpu:8000/v1"
model = "qwen"
max_running = 1
timeout = 60
stall_timeout = 2.5
max_answer_bytes = 1000

[rag]
max_file_bytes = 1000
embeddings_url = "http://localhost:1234/v1"
embeddings_model = "some-model"
embeddings_weight = 0.5
vectors_weight = 0
candidates = 20
passage_characters = 2000
passage_overlap = 0
[rag.collections."Нормы 2026"]
folder = "/srv/norms/"
[rag.collections.asleep]
folder = "/srv/others"
watch = false
[room]
gpu = 2
floating-licence = 5
[queues.ai_task]
max_running = 7
priority = -3
uses = { gpu = 2 }
[retry_policies.ai_task]
max_attempts = 9
[retry_policies.data_export]
max_attempts = 2
initial_delay = 0.25
)");
    const auto commandLine = read({u"--config"_s, path});
    QVERIFY2(commandLine.ok(), commandLine.ok() ? "" : qPrintable(commandLine.error().message));
    const Settings &settings = commandLine->settings;
    QCOMPARE(settings.server.host, u"::1"_s);
    QCOMPARE(settings.server.port, quint16(9000));
    QCOMPARE(settings.dataDir, u"/tmp/somewhere"_s);
    QCOMPARE(settings.token, QByteArray("a-token-from-a-file"));
    QCOMPARE(settings.server.allowedHosts, QStringList{u"ops.example.org"_s});
    QCOMPARE(settings.server.allowedOrigins.size(), 2);
    QCOMPARE(settings.processTypes.value(0).toString(), u"data_export"_s);
    QVERIFY(settings.room.limits == (NamedLimits{{u"floating-licence"_s, 5}, {u"gpu"_s, 2}}));
    QVERIFY(settings.room.queues.value(ProcessType::aiTask())
            == (QueueOptions{.maxRunning = 7, .demand = {.priority = -3, .uses = {{u"gpu"_s, 2}}}}));
    QCOMPARE(settings.deadlines.quietAfter, 2500ms);
    QCOMPARE(settings.deadlines.pendingQuietAfter, 30000ms);
    QCOMPARE(settings.deadlines.pendingTimeout, 3600000ms);
    QCOMPARE(settings.logCapacity, 2048);
    QCOMPARE(settings.server.maxBodyBytes, 4096);
    QCOMPARE(settings.server.idleTimeout, 5000ms);
    QCOMPARE(settings.rag.maxFileBytes, 1000);
    QCOMPARE(settings.rag.embeddings.url, QUrl(u"http://localhost:1234/v1"_s));
    QCOMPARE(settings.rag.embeddings.model, u"some-model"_s);
    QCOMPARE(settings.rag.embeddings.weight, 0.5);
    QCOMPARE(settings.rag.vectorsWeight, 0.0);
    QCOMPARE(settings.rag.candidates, 20);
    QCOMPARE(settings.rag.passageCharacters, 2000);
    QCOMPARE(settings.rag.passageOverlap, 0);
    QCOMPARE(settings.rag.watched, (QList<WatchedFolder>{{u"Нормы 2026"_s, u"/srv/norms"_s}}));
    QCOMPARE(settings.cleanup.maxAge, 0ms);
    QCOMPARE(settings.cleanup.maxFinished, 7);
    QCOMPARE(settings.store.historyAge, 1h);
    QCOMPARE(settings.store.historyCount, 5000);
    QCOMPARE(settings.store.historyBytes, 16777216);
    QVERIFY(settings.analytics
            == (RollupRetention{.hours = std::chrono::days(31),
                                .days = std::chrono::days(732),
                                .months = std::chrono::days(1830),
                                .maxCount = 20000}));
    QCOMPARE(settings.output.maxBytesPerAttempt, 8388608);
    QCOMPARE(settings.output.maxBytes, 1073741824);
    QCOMPARE(settings.documents.allowed.folders, QStringList({u"/srv/a"_s, u"/srv/b"_s}));
    QCOMPARE(settings.documents.maxRunning, 3);
    QCOMPARE(settings.documents.limits.fileBytes, 2048);
    QCOMPARE(settings.documents.limits.textBytes, 4096);
    QCOMPARE(settings.documents.limits.pages, 7);
    QCOMPARE(settings.documents.limits.memoryBytes, 268435456);
    QCOMPARE(settings.documents.limits.processorTime, 5000ms);
    QCOMPARE(settings.documents.limits.time, 9500ms);
    QCOMPARE(settings.retry.maxConcurrent, 2);
    QCOMPARE(settings.ai.baseUrl, QUrl(u"http://gpu:8000/v1"_s));
    QCOMPARE(settings.ai.model, u"qwen"_s);
    QCOMPARE(settings.ai.maxRunning, 1);
    QCOMPARE(settings.ai.timeout, 60000ms);
    QCOMPARE(settings.ai.stallTimeout, 2500ms);
    QCOMPARE(settings.ai.maxAnswerBytes, 1000);
    const RetryPolicy ai = settings.retryPolicies.value(ProcessType::aiTask());
    QCOMPARE(ai.maxAttempts, 9);
    QCOMPARE(ai.maxDelay, 60000ms); // what isn't named stays
    QCOMPARE(settings.retryPolicies.value(*ProcessType::fromString(u"data_export")).initialDelay, 250ms);
}

void TestSettings::laterSourcesWin()
{
    const QString path = write("port = 1111\nhost = \"127.0.0.2\"\n");
    QProcessEnvironment environment;
    environment.insert(u"PROCESSION_CONFIG"_s, path);
    QCOMPARE(read({}, environment)->settings.server.port, quint16(1111));
    environment.insert(u"PROCESSION_PORT"_s, u"2222"_s);
    environment.insert(u"PROCESSION_TOKEN"_s, u" a-token-of-the-environment\n"_s);
    const Settings fromEnvironment = read({}, environment)->settings;
    QCOMPARE(fromEnvironment.server.port, quint16(2222));
    QCOMPARE(fromEnvironment.server.host, u"127.0.0.2"_s);
    QCOMPARE(fromEnvironment.token, QByteArray("a-token-of-the-environment"));
    QCOMPARE(read({u"--port=3333"_s}, environment)->settings.server.port, quint16(3333));
}

void TestSettings::namesTheLineThatIsWrong_data()
{
    QTest::addColumn<QByteArray>("toml");
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const QByteArray &toml, const QString &place, const QString &message) {
        QTest::newRow(name) << toml << place << message;
    };
    row("a misspelled setting", "host = \"::1\"\nprot = 1\n", u":2:1:"_s, u"did you mean \"port\"?"_s);
    row("a setting that is none", "colour = 1\n", u":1:1:"_s, u"no setting \"colour\""_s);
    row("a watched folder without a folder", "[rag.collections.a]\nwatch = true\n", u":1:1:"_s, u"absolute path"_s);
    row("a misspelled setting of a watched folder", "[rag.collections.a]\nfolder = \"/a\"\nwach = true\n", u":3:8:"_s,
        u"\"watch\""_s);
    row("a misspelled section", "[limit]\n", u":1:2:"_s, u"did you mean \"limits\"?"_s);
    row("a misspelled setting in a section", "[limits]\nmax_conections = 1\n", u":2:1:"_s,
        u"did you mean \"max_connections\"?"_s);
    row("a text for a number", "port = \"8000\"\n", u":1:8:"_s, u"port must be a whole number from 0 to 65535"_s);
    row("a fraction for a whole number", "port = 80.5\n", u":1:8:"_s, u"whole number"_s);
    row("a port too high", "\n\nport = 65536\n", u":3:8:"_s, u"65535"_s);
    row("a number for a text", "host = 1\n", u":1:8:"_s, u"a text in quotes"_s);
    row("an empty text", "host = \"\"\n", u":1:8:"_s, u"a text in quotes"_s);
    row("a negative time", "quiet_after = -1\n", u":1:15:"_s, u"seconds"_s);
    row("NaN", "quiet_after = nan\n", u":1:15:"_s, u"seconds"_s);
    row("a text for a list", "allowed_hosts = \"a\"\n", u":1:17:"_s, u"a list of host names"_s);
    row("a number in a list", "allowed_hosts = [\"a\", 1]\n", u":1:23:"_s, u"a list of host names"_s);
    row("a bad type", "process_types = [\"Data\"]\n", u":1:18:"_s, u"a-z 0-9 _"_s);
    row("a folder that is relative", "[documents]\nfolders = [\"/a\", \"b\"]\n", u":2:18:"_s, u"absolute paths"_s);
    row("too little memory for a document", "[documents]\nmax_memory_bytes = 1000\n", u":2:20:"_s, u"134217728"_s);
    row("too little output of an attempt", "[output]\nmax_bytes_per_attempt = 4194303\n", u":2:25:"_s, u"4194304"_s);
    row("too little output in all", "[output]\nmax_bytes = 0\n", u":2:13:"_s, u"4194304"_s);
    row("output without end", "[output]\nmax_bytes = -1\n", u":2:13:"_s, u"max_bytes must be"_s);
    row("output in words", "[output]\nmax_bytes_per_attempt = \"64 MiB\"\n", u":2:25:"_s, u"a whole number"_s);
    row("a misspelled limit of output", "[output]\nmax_byte = 4194304\n", u":2:1:"_s, u"did you mean \"max_bytes\"?"_s);
    row("a history of nothing", "[history]\nmax_bytes = 1000\n", u":2:13:"_s,
        u"max_bytes must be 0 for no limit, or a whole number from 16777216"_s);
    row("a part of a byte", "[history]\nmax_bytes = 16777216.5\n", u":2:13:"_s, u"whole number"_s);
    row("fewer finished than none", "[history]\nmax_finished = -1\n", u":2:16:"_s, u"max_finished must be"_s);
    row("hours for a day", "[analytics]\nhours_max_age = 86400\n", u":2:17:"_s,
        u"hours_max_age must be a number of seconds"_s);
    row("no days", "[analytics]\ndays_max_age = 0\n", u":2:16:"_s, u"days_max_age must be"_s);
    row("a month of months", "[analytics]\nmonths_max_age = 2678400\n", u":2:18:"_s,
        u"months_max_age must be 0 for ever, or a number of seconds from"_s);
    row("too few summaries", "[analytics]\nmax_summaries = 10\n", u":2:17:"_s, u"max_summaries must be"_s);
    row("a number for a section", "limits = 1\n", u":1:10:"_s, u"a table"_s);
    row("no attempts", "[retry_policies.ai_task]\nmax_attempts = 0\n", u":2:16:"_s, u"max_attempts"_s);
    row("a policy that contradicts itself", "[retry_policies.ai_task]\ninitial_delay = 9\nmax_delay = 3\n", u":3:13:"_s,
        u"max_delay"_s);
    row("a delay of months", "[retry_policies.ai_task]\njitter = false\ninitial_delay = 1e9\n", u":3:17:"_s,
        u"initial_delay must be a number of seconds from 0 to 2592000"_s);
    row("a policy of no type", "[retry_policies.\"No type\"]\n", u":1:1:"_s, u"tables by process type"_s);
    row("true as text", "[retry_policies.ai_task]\njitter = \"true\"\n", u":2:10:"_s, u"true or false"_s);
    row("a limit of nothing", "[room]\ngpu = 0\n", u":2:7:"_s, u"gpu must be"_s);
    row("a limit without a number", "[room]\ngpu = \"two\"\n", u":2:7:"_s, u"gpu must be"_s);
    row("a limit with a long name", "[room]\n\"G PU\" = 1\n", u":2:10:"_s, u"can't be a limit's name"_s);
    row("limits that are a number", "room = 2\n", u":1:8:"_s, u"a table of names and numbers"_s);
    row("a queue of somebody else's work", "[queues.nightly]\nmax_running = 1\n", u":1:"_s,
        u"runs no work of the type"_s);
    row("a queue that never runs", "[queues.ai_task]\nmax_running = 0\n", u":2:15:"_s, u"max_running must be"_s);
    row("an unknown setting of a queue", "[queues.ai_task]\nmax_runing = 1\n", u":2:14:"_s, u"max_running"_s);
    row("too high a priority", "[queues.ai_task]\npriority = 101\n", u":2:12:"_s, u"priority must be"_s);
    row("a tool that uses a part", "[tools.a]\nargv = [\"/bin/true\"]\nuses = { gpu = 0.5 }\n", u":3:8:"_s,
        u"whole number"_s);
    row("no URL", "[ai]\nbase_url = \"localhost:1234\"\n", u":2:12:"_s, u"the URL of a server"_s);
    row("a URL with a query", "[ai]\nbase_url = \"http://a/?key=b\"\n", u":2:12:"_s, u"the URL of a server"_s);
    row("no AI at all", "[ai]\nmax_running = 0\n", u":2:15:"_s, u"max_running must be"_s);
    row("a key in the file", "[ai]\napi_key = \"secret\"\n", u":2:1:"_s, u"no setting \"api_key\""_s);
    row("broken TOML", "port = \n", u":1:"_s, u""_s);
    row("a key twice", "port = 1\nport = 2\n", u":2:"_s, u""_s);
}

void TestSettings::namesTheLineThatIsWrong()
{
    QFETCH(QByteArray, toml);
    QFETCH(QString, place);
    QFETCH(QString, message);
    const QString path = write(toml);
    const auto commandLine = read({u"--config"_s, path});
    QVERIFY(!commandLine.ok());
    const QString said = commandLine.error().message;
    QVERIFY2(said.startsWith(path + place), qPrintable(said));
    QVERIFY2(said.contains(message), qPrintable(said));
}

void TestSettings::refusesWrongFlagsAndVariables_data()
{
    QTest::addColumn<QStringList>("flags");
    QTest::addColumn<QStringList>("environment");
    QTest::addColumn<QString>("message");
    QTest::newRow("an unknown flag") << QStringList{u"--prot"_s} << QStringList{} << u"prot"_s;
    QTest::newRow("an argument") << QStringList{u"start"_s} << QStringList{} << u"start"_s;
    QTest::newRow("a port in words") << QStringList{u"--port=many"_s} << QStringList{} << u"--port"_s;
    QTest::newRow("a negative port") << QStringList{u"--port=-1"_s} << QStringList{} << u"--port"_s;
    QTest::newRow("a port in the environment")
        << QStringList{} << QStringList{u"PROCESSION_PORT"_s, u"x"_s} << u"PROCESSION_PORT"_s;
    QTest::newRow("a host name") << QStringList{u"--host=example.org"_s} << QStringList{} << u"example.org"_s;
    QTest::newRow("a file that isn't there")
        << QStringList{u"--config=/nowhere.toml"_s} << QStringList{} << u"/nowhere.toml"_s;
    QTest::newRow("no data folder") << QStringList{u"--data-dir="_s} << QStringList{} << u"data folder"_s;
    QTest::newRow("SKIP_AUTH in words") << QStringList{} << QStringList{u"SKIP_AUTH"_s, u"perhaps"_s} << u"SKIP_AUTH"_s;
    QTest::newRow("no URL of an AI server")
        << QStringList{} << QStringList{u"LLM_BASE_URL"_s, u"ftp://a"_s} << u"LLM_BASE_URL"_s;
    QTest::newRow("a key that breaks the line")
        << QStringList{} << QStringList{u"LLM_API_KEY"_s, u"a\nb"_s} << u"LLM_API_KEY"_s;
    QTest::newRow("SKIP_AUTH for everyone")
        << QStringList{u"--host=0.0.0.0"_s} << QStringList{u"SKIP_AUTH"_s, u"true"_s} << u"loopback"_s;
}

void TestSettings::refusesWrongFlagsAndVariables()
{
    QFETCH(QStringList, flags);
    QFETCH(QStringList, environment);
    QFETCH(QString, message);
    QProcessEnvironment variables;
    if (!environment.isEmpty())
        variables.insert(environment[0], environment[1]);
    const auto commandLine = read(flags, variables);
    QVERIFY(!commandLine.ok());
    QVERIFY2(commandLine.error().message.contains(message), qPrintable(commandLine.error().message));
}

void TestSettings::takesARemoteServer_data()
{
    QTest::addColumn<QStringList>("flags");
    QTest::addColumn<Offers>("offers");
    QTest::addColumn<QString>("url"); // empty: refused
    QTest::addColumn<QString>("message");
    const QString address = u"http://ops.example.org:8000"_s;
    QTest::newRow("a server") << QStringList{u"--connect"_s, address} << Offers::RemoteServers << address << u""_s;
    QTest::newRow("with a slash") << QStringList{u"--connect"_s, address + u'/'} << Offers::RemoteServers << address
                                  << u""_s;
    QTest::newRow("with a path") << QStringList{u"--connect"_s, address + u"/jobs"_s} << Offers::RemoteServers
                                 << address + u"/jobs"_s << u""_s;
    QTest::newRow("no URL") << QStringList{u"--connect=ops"_s} << Offers::RemoteServers << u""_s << u"--connect"_s;
    QTest::newRow("a token file alone") << QStringList{u"--token-file=/a"_s} << Offers::RemoteServers << u""_s
                                        << u"--connect"_s;
    QTest::newRow("a program without a window")
        << QStringList{u"--connect"_s, address} << Offers::OwnServer << u""_s << u"connect"_s;
}

void TestSettings::takesARemoteServer()
{
    QFETCH(QStringList, flags);
    QFETCH(Offers, offers);
    QFETCH(QString, url);
    QFETCH(QString, message);
    const auto commandLine = readCommandLine(QStringList{u"procession"_s} + flags, {}, offers);
    QCOMPARE(commandLine.ok(), !url.isEmpty());
    if (commandLine)
        QCOMPARE(commandLine->connect.toString(), url);
    else
        QVERIFY2(commandLine.error().message.contains(message), qPrintable(commandLine.error().message));
}

void TestSettings::findsTheKeyOfTheAiServer_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("ownKey");
    QTest::addColumn<QByteArray>("key");
    const QByteArray shared = "shared";
    QTest::newRow("its own") << u"http://gpu:8000"_s << u" own\n"_s << QByteArray("own");
    QTest::newRow("its own wins") << u"https://api.example.org/v1"_s << u"own"_s << QByteArray("own");
    QTest::newRow("the shared one, on this machine") << QString() << QString() << shared;
    QTest::newRow("the shared one, encrypted") << u"https://api.example.org/v1"_s << QString() << shared;
    QTest::newRow("never in the open") << u"http://gpu:8000"_s << QString() << QByteArray();
}

void TestSettings::findsTheKeyOfTheAiServer()
{
    QFETCH(QString, url);
    QFETCH(QString, ownKey);
    QProcessEnvironment environment;
    environment.insert(u"LLM_BASE_URL"_s, url);
    environment.insert(u"LLM_MODEL"_s, u"model-1"_s);
    environment.insert(u"LLM_API_KEY"_s, ownKey);
    environment.insert(u"OPENAI_API_KEY"_s, u"shared"_s);
    const auto commandLine = read({}, environment);
    QVERIFY(commandLine.ok());
    QTEST(commandLine->settings.ai.apiKey, "key");
    QCOMPARE(commandLine->settings.ai.model, u"model-1"_s);
    QCOMPARE(commandLine->settings.ai.baseUrl, QUrl(url.isEmpty() ? u"http://localhost:1234"_s : url));
}

void TestSettings::refusesTokensThatAreGuessed_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QString>("why"); // empty where it is taken
    QTest::newRow("a letter") << QByteArray("a") << u"has 1 characters and needs at least 16"_s;
    QTest::newRow("one too few") << QByteArray(15, 'x') << u"70,000 tokens a second"_s;
    QTest::newRow("just enough") << QByteArray(16, 'x') << QString();
    QTest::newRow("as the server makes them") << QByteArray(64, '0') << QString();
    QTest::newRow("with a blank") << QByteArray("sixteen and more letters") << u"can't stand in a header"_s;
    QTest::newRow("not ASCII") << QByteArray("ein-schl\u00fcssel-der-passt") << u"can't stand in a header"_s;
    QTest::newRow("a whole file") << QByteArray(5000, 'x') << u"at most 4096"_s;
}

void TestSettings::refusesTokensThatAreGuessed()
{
    QFETCH(QByteArray, token);
    QFETCH(QString, why);
    QProcessEnvironment environment;
    environment.insert(u"PROCESSION_TOKEN"_s, QString::fromUtf8(token));
    const QString path = write("\ntoken = \"" + token + "\"\n");
    Settings settings;
    const auto fromFile = readSettingsFile(path, settings);
    const auto fromEnvironment = read({}, environment);
    QCOMPARE(fromEnvironment.ok(), why.isEmpty());
    QCOMPARE(fromFile.ok(), why.isEmpty());
    if (why.isEmpty()) {
        QCOMPARE(settings.token, token);
        QCOMPARE(fromEnvironment->settings.token, token);
        return;
    }
    QVERIFY2(fromEnvironment.error().message.contains(why), qPrintable(fromEnvironment.error().message));
    QVERIFY(fromEnvironment.error().message.startsWith("PROCESSION_TOKEN: "_L1));
    QVERIFY2(fromFile.error().message.contains(why), qPrintable(fromFile.error().message));
    QVERIFY2(fromFile.error().message.startsWith(path + ":2:9: token: "_L1), qPrintable(fromFile.error().message));
    QVERIFY(!fromFile.error().message.contains(QString::fromUtf8(token)) || token.size() == 1); // it is no less secret
}

void TestSettings::explainsItself()
{
    const QString help = read({u"--help"_s})->text;
    for (const char *word :
         {"--host", "--port", "--data-dir", "--config", "PROCESSION_TOKEN", "SKIP_AUTH", "LLM_BASE_URL"})
        QVERIFY2(help.contains(QLatin1StringView(word)), word);
    QVERIFY(read({u"--version"_s})->text.startsWith(QCoreApplication::applicationName()));
}

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
