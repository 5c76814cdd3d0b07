// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "deliveries.h"
#include "files.h"
#include "mailmessage.h"

#include <QJsonArray>
#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace Procession;
using namespace Qt::StringLiterals;

using Kind = DeliveryOutcome::Kind;

namespace {

/// mailserver.py, as long as this lives.
class MailServer
{
public:
    explicit MailServer(const QStringList &arguments, const QString &folder)
    {
        m_process.setStandardErrorFile(QProcess::nullDevice());
        m_process.start(QStringLiteral(PROCESSION_PYTHON),
                        QStringList{u"-B"_s, QStringLiteral(MAIL_SERVER), u"--certificate"_s, folder + u"/cert.pem"_s,
                                    u"--key"_s, folder + u"/key.pem"_s}
                            + arguments);
        m_port = nextLine().toInt();
        if (m_port == 0)
            qFatal("the mail server doesn't begin");
    }
    ~MailServer()
    {
        m_process.closeWriteChannel();
        m_process.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(MailServer)

    int port() const { return m_port; }
    QJsonObject nextMail() { return QJsonDocument::fromJson(nextLine()).object(); }
    bool hasMail() { return m_process.canReadLine() || m_process.waitForReadyRead(0); }

private:
    QByteArray nextLine()
    {
        while (!m_process.canReadLine() && m_process.waitForReadyRead(30000))
            continue;
        return m_process.readLine().trimmed();
    }

    QProcess m_process;
    int m_port = 0;
};

QJsonObject plainTo(int port)
{
    return {{u"kind"_s, u"mail"_s},
            {u"host"_s, u"localhost"_s},
            {u"port"_s, port},
            {u"security"_s, u"none"_s},
            {u"from"_s, u"Processión \"P\" <procession@example.org>"_s},
            {u"to"_s, QJsonArray{u"ops@example.org"_s, u"night@example.org"_s}}};
}

} // namespace

class TestMailDelivery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void sendsAMail();
    void isTheSameAgain();
    void sendsByTls_data();
    void sendsByTls();
    void judgesAnswers_data();
    void judgesAnswers();
    void judgesReceivers_data();
    void judgesReceivers();
    void addsNoHeader();
    void encodesWords_data();
    void encodesWords();
    void nobodyListens();
    void stops();

private:
    /// The table of a channel by TLS with a login.
    QJsonObject securedTo(int port, const QString &security) const;

    QTemporaryDir m_folder;
};

void TestMailDelivery::initTestCase()
{
    QVERIFY(makeCertificate(m_folder.path()));
    writeFile(m_folder.filePath(u"password"_s), "correct horse battery\n");
    writeFile(m_folder.filePath(u"wrong"_s), "wrong horse battery\n");
}

QJsonObject TestMailDelivery::securedTo(int port, const QString &security) const
{
    QJsonObject json = plainTo(port);
    json.insert("security"_L1, security);
    json.insert("user"_L1, u"procession"_s);
    json.insert("password_file"_L1, m_folder.filePath(u"password"_s));
    json.insert("ca_file"_L1, m_folder.filePath(u"cert.pem"_s));
    return json;
}

void TestMailDelivery::sendsAMail()
{
    MailServer server({}, m_folder.path());
    QCOMPARE(deliverFrom(channelOf(plainTo(server.port()))), DeliveryOutcome::delivered());
    const QJsonObject mail = server.nextMail();
    QCOMPARE(mail.value("from"_L1).toString(), u"procession@example.org"_s);
    QCOMPARE(mail.value("to"_L1).toArray(), (QJsonArray{u"ops@example.org"_s, u"night@example.org"_s}));
    QCOMPARE(mail.value("user"_L1), QJsonValue());
    const QJsonObject headers = mail.value("headers"_L1).toObject();
    const QMap<QString, QString> expected{
        {u"Date"_s, u"Thu, 26 Nov 2026 12:00:00 +0000"_s},
        {u"From"_s, u"Processión \"P\" <procession@example.org>"_s},
        {u"To"_s, u"ops@example.org, night@example.org"_s},
        {u"Subject"_s, u"3 × backup failed"_s},
        {u"Message-ID"_s, u"<msg_0001.procession@example.org>"_s},
        {u"Auto-Submitted"_s, u"auto-generated"_s},
    };
    for (const auto &[name, value] : expected.asKeyValueRange()) {
        if (name != "From"_L1) // Python quotes the name
            QCOMPARE(headers.value(name).toString(), value);
    }
    QVERIFY(headers.value("From"_L1).toString().contains(u"Processión"_s));
    QVERIFY(headers.value("References"_L1).toString().endsWith(".procession@example.org>"_L1));
    const QString text = mail.value("text"_L1).toString().remove(u'\r');
    for (const QString &part :
         {u"The disk is full.\nProcesses: 3\nb1, b2\nLasts: 2:10 min, since 2026-11-26T11:57:50.000Z\n"_s,
          u"writing…\nno space left\n"_s, u"\nhttps://procession.example.org/?type=backup\n"_s, u"\nattempt: 2\n"_s,
          u"\n-- \nProcession: nightly-failed, critical, fired\n"_s})
        QVERIFY2(text.contains(part), qPrintable(text));
    QVERIFY(mail.value("longest"_L1).toInt() <= 78);
}

/// And another message about the same trouble refers to the same.
void TestMailDelivery::isTheSameAgain()
{
    const auto mail = std::get<MailSettings>(channelOf(plainTo(25)).transport);
    QCOMPARE(mailOf(mail, someNotification()), mailOf(mail, someNotification()));
    Notification resolved = someNotification();
    resolved.id = u"msg 2"_s;
    resolved.kind = NotificationKind::Resolved;
    const auto header = [](const QByteArray &bytes, const QByteArray &name) {
        const qsizetype at = bytes.indexOf("\r\n" + name + ": ");
        return bytes.mid(at, bytes.indexOf("\r\n", at + 2) - at);
    };
    const QByteArray first = mailOf(mail, someNotification());
    const QByteArray second = mailOf(mail, resolved);
    QCOMPARE(header(first, "References"), header(second, "References"));
    QVERIFY(header(first, "Message-ID") != header(second, "Message-ID"));
    QVERIFY(!header(second, "Message-ID").contains(' ' + QByteArray("2")));
}

void TestMailDelivery::sendsByTls_data()
{
    QTest::addColumn<QString>("server");
    QTest::addColumn<QString>("client");
    QTest::addColumn<QString>("password");
    QTest::addColumn<bool>("trusts");
    QTest::addColumn<Kind>("expected");
    QTest::newRow("STARTTLS") << u"starttls"_s << u"starttls"_s << u"password"_s << true << Kind::Delivered;
    QTest::newRow("TLS") << u"tls"_s << u"tls"_s << u"password"_s << true << Kind::Delivered;
    QTest::newRow("wrong password") << u"starttls"_s << u"starttls"_s << u"wrong"_s << true << Kind::Never;
    QTest::newRow("untrusted, STARTTLS") << u"starttls"_s << u"starttls"_s << u"password"_s << false << Kind::Again;
    QTest::newRow("untrusted, TLS") << u"tls"_s << u"tls"_s << u"password"_s << false << Kind::Again;
    QTest::newRow("no STARTTLS") << u"none"_s << u"starttls"_s << u"password"_s << true << Kind::Again;
    QTest::newRow("no TLS") << u"none"_s << u"tls"_s << u"password"_s << true << Kind::Again;
}

void TestMailDelivery::sendsByTls()
{
    QFETCH(QString, server);
    QFETCH(QString, client);
    QFETCH(QString, password);
    QFETCH(bool, trusts);
    MailServer mailServer({u"--login"_s, u"--security"_s, server}, m_folder.path());
    QJsonObject json = securedTo(mailServer.port(), client);
    json.insert("password_file"_L1, m_folder.filePath(password));
    json.insert("timeout"_L1, 10);
    if (!trusts)
        json.remove("ca_file"_L1);
    const DeliveryOutcome outcome = deliverFrom(channelOf(json));
    QTEST(outcome.kind, "expected");
    QVERIFY2(!outcome.reason.contains("horse"_L1), qPrintable(outcome.reason));
    if (outcome.kind != Kind::Delivered) {
        QVERIFY(!mailServer.hasMail());
        return;
    }
    const QJsonObject mail = mailServer.nextMail();
    QCOMPARE(mail.value("user"_L1).toString(), u"procession"_s);
    QCOMPARE(mail.value("starttls"_L1).toBool(), server == "starttls"_L1);
}

void TestMailDelivery::judgesAnswers_data()
{
    QTest::addColumn<QString>("manner");
    QTest::addColumn<Kind>("expected");
    QTest::addColumn<QString>("reason");
    QTest::newRow("refuses") << u"refuse"_s << Kind::Never << u"554 5.7.1 This is spam"_s;
    QTest::newRow("can't now") << u"later"_s << Kind::Again << u"452 4.3.1 The disk is full"_s;
    QTest::newRow("busy") << u"busy"_s << Kind::Again << u"421"_s;
    QTest::newRow("silent") << u"silent"_s << Kind::Again << u"time"_s;
    QTest::newRow("silent at the end") << u"hang"_s << Kind::Again << u"time"_s;
    QTest::newRow("says no goodbye") << u"stay"_s << Kind::Delivered << QString();
    QTest::newRow("gone at the end") << u"drop"_s << Kind::Again << QString();
}

void TestMailDelivery::judgesAnswers()
{
    QFETCH(QString, manner);
    QFETCH(QString, reason);
    MailServer server({u"--manner"_s, manner}, m_folder.path());
    QJsonObject json = plainTo(server.port());
    json.insert("timeout"_L1, 2);
    const DeliveryOutcome outcome = deliverFrom(channelOf(json));
    QTEST(outcome.kind, "expected");
    QVERIFY2(outcome.reason.contains(reason), qPrintable(outcome.reason));
    QCOMPARE(outcome.reason.isEmpty(), outcome.kind == Kind::Delivered);
}

void TestMailDelivery::judgesReceivers_data()
{
    QTest::addColumn<QStringList>("receivers");
    QTest::addColumn<Kind>("expected");
    QTest::addColumn<int>("taken");
    const QString good = u"ops@example.org"_s;
    const QString bad = u"no-such@example.org"_s;
    const QString later = u"greylist@example.org"_s;
    QTest::newRow("all") << QStringList{good, good} << Kind::Delivered << 2;
    QTest::newRow("one of two") << QStringList{bad, good} << Kind::Delivered << 1;
    QTest::newRow("the other of two") << QStringList{good, bad} << Kind::Delivered << 1;
    QTest::newRow("none") << QStringList{bad, bad} << Kind::Never << 0;
    QTest::newRow("later") << QStringList{later} << Kind::Again << 0;
}

void TestMailDelivery::judgesReceivers()
{
    QFETCH(QStringList, receivers);
    QFETCH(int, taken);
    MailServer server({}, m_folder.path());
    QJsonObject json = plainTo(server.port());
    json.insert("to"_L1, QJsonArray::fromStringList(receivers));
    const DeliveryOutcome outcome = deliverFrom(channelOf(json));
    QTEST(outcome.kind, "expected");
    QCOMPARE(outcome.reason.contains("No such user"_L1), receivers.contains(u"no-such@example.org"_s));
    if (taken > 0)
        QCOMPARE(server.nextMail().value("to"_L1).toArray().size(), taken);
    else
        QVERIFY(!server.hasMail());
}

/// A real reader of mails finds the same headers, whatever the words of the message are.
void TestMailDelivery::addsNoHeader()
{
    MailServer server({}, m_folder.path());
    const auto channel = channelOf(plainTo(server.port()));
    QCOMPARE(deliverFrom(channel).kind, Kind::Delivered);
    QCOMPARE(deliverFrom(channel, hostileNotification()).kind, Kind::Delivered);
    const QJsonObject honest = server.nextMail();
    const QJsonObject hostile = server.nextMail();
    QJsonArray names = honest.value("names"_L1).toArray();
    names.removeAt(names.toVariantList().indexOf(u"References"_s)); // its id is that of the episode
    QCOMPARE(hostile.value("names"_L1).toArray(), names);
    QCOMPARE(hostile.value("to"_L1), honest.value("to"_L1));
    QVERIFY(hostile.value("headers"_L1).toObject().value("Subject"_L1).toString().contains("X-Evil: 1"_L1));
    QVERIFY(hostile.value("longest"_L1).toInt() <= 78);

    Notification dots = someNotification(); // the end of a mail is a line with a dot
    dots.text = u"a\n.\nRCPT TO:<x@example.org>\n..b"_s;
    QCOMPARE(deliverFrom(channel, dots).kind, Kind::Delivered);
    QVERIFY(server.nextMail().value("text"_L1).toString().remove(u'\r').startsWith(dots.text));
}

void TestMailDelivery::encodesWords_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("plain") << u"backup failed: 3"_s << QByteArray("backup failed: 3");
    QTest::newRow("looks encoded") << u"=?x?="_s << QByteArray("=?UTF-8?B?PT94Pz0=?=");
    QTest::newRow("beyond ASCII") << u"ä"_s << QByteArray("=?UTF-8?B?w6Q=?=");
    QTest::newRow("line end") << u"a\r\nb"_s << QByteArray("=?UTF-8?B?YQ0KYg==?=");
    QTest::newRow("long") << QString(61, u'a')
                          << "=?UTF-8?B?" + QByteArray(39, 'a').toBase64() + "?=\r\n =?UTF-8?B?"
            + QByteArray(22, 'a').toBase64() + "?=";
    QTest::newRow("no character is cut") << QString(38, u'a')
            + u"ää"_s << "=?UTF-8?B?" + QByteArray(38, 'a').toBase64() + "?=\r\n =?UTF-8?B?w6TDpA==?=";
    QTest::newRow("no pair is cut") << QString(38, u'a') + u"😀"_s
                                    << "=?UTF-8?B?" + QByteArray(38, 'a').toBase64() + "?=\r\n =?UTF-8?B?8J+YgA==?=";
}

void TestMailDelivery::encodesWords()
{
    QFETCH(QString, text);
    QTEST(encodedWords(text), "expected");
}

void TestMailDelivery::nobodyListens()
{
    int port = 0;
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        port = server.serverPort();
    }
    QCOMPARE(deliverFrom(channelOf(plainTo(port))).kind, Kind::Again);
    QJsonObject json = securedTo(port, u"starttls"_s);
    json.insert("password_file"_L1, m_folder.filePath(u"none"_s));
    const DeliveryOutcome outcome = deliverFrom(channelOf(json));
    QCOMPARE(outcome.kind, Kind::Again);
    QVERIFY(outcome.reason.contains("secret"_L1));
}

void TestMailDelivery::stops()
{
    std::stop_source stop;
    QTcpServer server; // it takes the connection and says nothing
    QVERIFY(server.listen(QHostAddress::LocalHost));
    connect(&server, &QTcpServer::newConnection, &server, [&stop] { stop.request_stop(); });
    QJsonObject json = plainTo(server.serverPort());
    json.insert("timeout"_L1, 3600);
    const DeliveryOutcome outcome = deliverFrom(channelOf(json), someNotification(), stop.get_token());
    QCOMPARE(outcome.kind, Kind::Again);
    QVERIFY(outcome.reason.startsWith("It was stopped"_L1));
}

QTEST_GUILESS_MAIN(TestMailDelivery)
#include "tst_maildelivery.moc"
