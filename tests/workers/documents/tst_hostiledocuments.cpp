// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "docsamples.h"
#include "drawingsamples.h"
#include "imagesamples.h"
#include "officesamples.h"
#include "programs.h"

#include <QDir>
#include <QJsonArray>
#include <QSet>

#include <map>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

/// How far the daemon's memory may grow, whatever it is given to read.
constexpr qint64 maxGrowthKb = 64 * 1024;

qint64 peakKb(qint64 pid)
{
    QFile file(u"/proc/%1/status"_s.arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    const QByteArray status = file.readAll();
    const qsizetype at = status.indexOf("VmHWM:") + 6;
    return status.mid(at, status.indexOf("kB", at) - at).trimmed().toLongLong();
}

/// The processes that this one has started and that still are there.
QByteArray childrenOf(qint64 pid)
{
    QByteArray all;
    const QDir tasks(u"/proc/%1/task"_s.arg(pid));
    for (const QString &task : tasks.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile file(tasks.filePath(task + u"/children"_s));
        if (file.open(QIODevice::ReadOnly))
            all += file.readAll();
    }
    return all.trimmed();
}

} // namespace

/// What breaks readers is given to a server, hundreds of times. Each must end with a reason, and the server as before.
class TestHostileDocuments : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void eachEndsInAStatusWithTheReason();
    void theServerIsAsBefore();

private:
    QJsonArray processes()
    {
        return m_daemon.ask("GET", u"/processes?process_type=document_processing&limit=1000"_s)
            .value("processes"_L1)
            .toArray();
    }
    bool submit(const QString &path)
    {
        int status = 0;
        m_daemon.ask("POST", u"/documents"_s, QJsonDocument(QJsonObject{{u"path"_s, path}}).toJson(), &status);
        return status == 202;
    }
    bool isAllOver()
    {
        const QJsonArray all = processes();
        return std::all_of(all.cbegin(), all.cend(), [](const QJsonValue &process) {
            const QString status = process.toObject().value("status"_L1).toString();
            return status != "pending"_L1 && status != "running"_L1;
        });
    }
    QString write(const QString &name, const QByteArray &content)
    {
        QFile file(m_documents.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("can't write");
        return file.fileName();
    }

    QTemporaryDir m_documents;
    Daemon m_daemon;
    QStringList m_files;
    qint64 m_peakBefore = 0;
    QByteArray m_childrenBefore;
};

void TestHostileDocuments::initTestCase()
{
    for (const Samples::Sample &sample : Samples::hostile())
        m_files.append(write(sample.name, sample.content));
    for (const Samples::Sample &sample : Samples::hostileDocs())
        m_files.append(write(sample.name, sample.content));
    for (const Samples::Sample &sample : Samples::hostileOffice())
        m_files.append(write(sample.name, sample.content));
    for (const Samples::Sample &sample : Samples::hostileDrawings())
        m_files.append(write(sample.name, sample.content));
    QFile scan(QFINDTESTDATA("data/scan.png"));
    QVERIFY(scan.open(QIODevice::ReadOnly));
    for (const Samples::Sample &sample : Samples::hostileImages(scan.readAll()))
        m_files.append(write(sample.name, sample.content));
    std::vector<Samples::Sample> sound = Samples::good();
    for (const Samples::Sample &sample : Samples::goodOffice())
        sound.push_back(sample);
    for (const Samples::Sample &sample : Samples::goodDrawings())
        sound.push_back(sample);
    for (const QString &name : {u"ship.pdf"_s, u"ship.docx"_s, u"ship.odt"_s, u"ship.doc"_s}) {
        QFile file(QFINDTESTDATA(u"data/"_s + name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        sound.push_back({name, file.readAll()});
    }
    constexpr quint32 damages = 20; // of each
    quint32 seed = 0;
    for (const Samples::Sample &sample : sound) {
        for (quint32 i = 0; i < damages; ++i, ++seed)
            m_files.append(write(u"%1-"_s.arg(seed) + sample.name, Samples::damaged(sample.content, seed)));
    }
    QVERIFY(m_files.size() >= 200);

    QFile settings(m_documents.filePath(u"procession.toml"_s));
    QVERIFY(settings.open(QIODevice::WriteOnly));
    settings.write("[documents]\nfolders = [\"" + QFile::encodeName(m_documents.path())
                   + "\"]\nmax_processor_time = 4\nmax_time = 30\nmax_memory_bytes = 536870912\nocr_time = 4\n");
    settings.close();
    QVERIFY(m_daemon.start({u"--config"_s, settings.fileName()}));

    // So that it has seen a document before it is measured.
    QVERIFY(submit(write(u"first.txt"_s, "a first text")));
    QTRY_VERIFY(isAllOver());
    m_peakBefore = peakKb(m_daemon.process().processId());
    m_childrenBefore = childrenOf(m_daemon.process().processId());
}

void TestHostileDocuments::eachEndsInAStatusWithTheReason()
{
    for (const QString &file : std::as_const(m_files))
        QVERIFY2(submit(file), qPrintable(file));
    QTRY_VERIFY_WITH_TIMEOUT(isAllOver(), 500'000);

    const QSet<QString> reasons{u"unsupported"_s, u"encrypted"_s, u"malformed"_s,
                                u"too_large"_s,   u"no_text"_s,   u"crashed"_s};
    std::map<QString, int> ends;
    const QJsonArray all = processes();
    QCOMPARE(all.size(), m_files.size() + 1);
    for (const QJsonValue &value : all) {
        const QJsonObject process = value.toObject();
        const QString status = process.value("status"_L1).toString();
        const QString reason = process.value("metadata"_L1).toObject().value("reason"_L1).toString();
        const QString message = process.value("error_message"_L1).toString();
        const QString what = process.value("name"_L1).toString() + u": "_s + status + u' ' + reason + u' ' + message;
        if (status == "completed"_L1) {
            ++ends[status];
            continue;
        }
        QVERIFY2(status == "failed"_L1, qPrintable(what));
        QVERIFY2(reasons.contains(reason), qPrintable(what));
        QVERIFY2(!message.isEmpty(), qPrintable(what));
        QVERIFY2(!message.contains(u"root:"_s), qPrintable(what)); // of /etc/passwd
        ++ends[reason];
        if (reason == "crashed"_L1)
            qInfo().noquote() << what;
    }
    for (const auto &[end, count] : ends)
        qInfo().noquote() << end << count;
    for (const char *name : {"ten-thousand-pages.pdf",
                             "bomb.docx",
                             "bomb-with-lies.docx",
                             "bomb.odt",
                             "laughs.docx",
                             "laughs.odt",
                             "deep.docx",
                             "encrypted.docx",
                             "empty.txt",
                             "bomb.xlsx",
                             "laughs.xlsx",
                             "deep.xlsx",
                             "external.xlsx",
                             "bomb.pptx",
                             "bomb.epub",
                             "climbs.epub",
                             "drawing.dwg",
                             "bomb.odp",
                             "laughs.odp",
                             "deep.odp",
                             "encrypted.odp",
                             "binary.dxf",
                             "no-entities.dxf",
                             "many-texts.dxf",
                             "bomb.png",
                             "many-pages.tiff",
                             "many-large-pages.tiff"}) {
        const auto found = std::find_if(all.cbegin(), all.cend(), [name](const QJsonValue &process) {
            return process.toObject().value("name"_L1).toString() == QLatin1StringView(name);
        });
        QVERIFY(found != all.cend());
        QVERIFY2(found->toObject().value("status"_L1).toString() == "failed"_L1, name);
    }
}

void TestHostileDocuments::theServerIsAsBefore()
{
    const qint64 pid = m_daemon.process().processId();
    QCOMPARE(m_daemon.process().state(), QProcess::Running);
    QTRY_COMPARE(childrenOf(pid), m_childrenBefore);
    const qint64 growth = peakKb(pid) - m_peakBefore;
    QVERIFY2(growth < maxGrowthKb, qPrintable(u"it grew by %1 KiB"_s.arg(growth)));
    qInfo().noquote() << "the daemon grew by" << growth << "KiB";

    QVERIFY(submit(write(u"last.txt"_s, Samples::prose(u"en"_s).toUtf8())));
    QTRY_VERIFY(isAllOver());
    const QJsonArray last = m_daemon.ask("GET", u"/processes?q=last.txt"_s).value("processes"_L1).toArray();
    QCOMPARE(last.size(), 1);
    QCOMPARE(last[0].toObject().value("status"_L1).toString(), u"completed"_s);
    QCOMPARE(m_daemon.stop(), 0);
}

QTEST_GUILESS_MAIN(TestHostileDocuments)
#include "tst_hostiledocuments.moc"
