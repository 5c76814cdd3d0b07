// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentextraction.h"

#include "bytetext.h"
#include "complaintlines.h"
#include "documentopening.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDateTime>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLoggingCategory>
#include <QProcess>
#include <QTimer>

#include <csignal>
#include <unistd.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcDocuments, "procession.documents")

// What a sound extractor keeps to. One that passes them has been taken over by its document.
constexpr qsizetype maxLineBytes = 8 * 1024 * 1024;
constexpr qsizetype maxHeadings = 5000;
constexpr qsizetype maxHeadingLength = 500;
constexpr qsizetype maxTables = 2000;
constexpr qsizetype maxTableHeadLength = 500;
constexpr qsizetype maxMessageLength = 500;
constexpr qsizetype maxComplaintBytes = 4096; // the end of what it writes to standard error

constexpr qsizetype maxBeginning = 2000; // of the text, in characters

/// Nothing of ours is for the extractor, least of all a token.
QProcessEnvironment extractorEnvironment()
{
    QProcessEnvironment environment;
    environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
    environment.insert(u"HOME"_s, u"/nonexistent"_s);
    environment.insert(u"OMP_THREAD_LIMIT"_s, u"1"_s); // each document has one thread, as it has one process
    for (const QString &name : {u"ASAN_OPTIONS"_s, u"LSAN_OPTIONS"_s, u"UBSAN_OPTIONS"_s, u"TSAN_OPTIONS"_s}) {
        if (qEnvironmentVariableIsSet(name.toLocal8Bit().constData()))
            environment.insert(name, qEnvironmentVariable(name.toLocal8Bit().constData()));
    }
    return environment;
}

qint64 seconds(std::chrono::milliseconds time)
{
    return std::chrono::ceil<std::chrono::seconds>(time).count();
}

QString withoutControls(QString text, qsizetype maxLength)
{
    text.truncate(maxLength);
    for (QChar &c : text) {
        if (c.category() == QChar::Other_Control)
            c = u' ';
    }
    return text;
}

/// Only what a reader of formats may find; the rest would be an answer of the parent's.
bool isReasonOfAChild(const QString &reason)
{
    return reason == DocumentFailure::unreadable || reason == DocumentFailure::unsupported
        || reason == DocumentFailure::encrypted || reason == DocumentFailure::malformed
        || reason == DocumentFailure::tooLarge || reason == DocumentFailure::noText
        || reason == DocumentFailure::broken;
}

} // namespace

/// The child process while it runs, and what it has said so far.
class DocumentExtraction::Child : public QObject
{
public:
    explicit Child(DocumentExtraction &owner);
    ~Child() override;

    void run();

private:
    void read();
    void readComplaints();
    void tellComplaints(const QStringList &lines);
    void readLine(const QByteArray &line);
    void readPage(const QJsonObject &page);
    void readHeading(const QJsonObject &message);
    void readTable(const QJsonObject &message);
    bool isPlace(int page, qint64 offset) const;
    void readEnd(const QJsonObject &end);
    void failProtocol(const QString &why);
    void onFinished(int exitCode, QProcess::ExitStatus status);
    Error judge(int exitCode, QProcess::ExitStatus status) const;
    void kill();
    void end(const Result<DocumentText> &result);

    DocumentExtraction &m_owner;
    const ExtractionLimits &m_limits;
    QProcess m_process;
    QTimer m_deadline;
    QByteArray m_line;
    QByteArray m_complaints;
    ComplaintLines m_complaintLines;
    DocumentText m_document;
    qint64 m_textBytes = 0;
    bool m_complete = false;
    bool m_ended = false;
    std::optional<Error> m_error;
};

DocumentExtraction::Child::Child(DocumentExtraction &owner)
    : m_owner(owner)
    , m_limits(owner.m_options.limits)
    , m_process(this)
    , m_deadline(this)
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        m_error = documentError(DocumentFailure::tooLarge,
                                u"Reading the document took longer than %1 s."_s.arg(seconds(m_limits.time)));
        kill();
    });
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &Child::read);
    connect(&m_process, &QProcess::readyReadStandardError, this, &Child::readComplaints);
    connect(&m_process, &QProcess::finished, this, &Child::onFinished);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            end(documentError(
                DocumentFailure::broken,
                u"Can't run procession-extract, which reads documents: %1."_s.arg(m_process.errorString())));
        }
    });
}

DocumentExtraction::Child::~Child()
{
    m_process.disconnect(this);
    if (m_process.state() != QProcess::NotRunning) {
        kill();
        m_process.waitForFinished();
    }
}

void DocumentExtraction::Child::run()
{
    const Result<Descriptor> file = openDocument(m_owner.m_path, m_owner.m_options.allowed, m_limits.fileBytes);
    if (!file) {
        end(file.error());
        return;
    }
    const QString program = findProgram(m_owner.m_options.program);
    if (program.isEmpty()) {
        end(documentError(DocumentFailure::broken,
                          u"The program procession-extract, which reads documents, is neither beside this one nor in "
                          "the libexec folder."_s));
        return;
    }
    m_process.setProcessEnvironment(extractorEnvironment());
    m_process.setInputChannelMode(QProcess::ForwardedInputChannel); // the document takes its place
    m_process.setChildProcessModifier(
        [parent = ::getpid(), document = file->number()] { becomeExtractor(parent, document); });
    m_deadline.start(m_limits.time);
    m_process.start(program,
                    {u"--name"_s, ByteText::shown(QFileInfo(m_owner.m_path).fileName()), u"--max-memory"_s,
                     QString::number(m_limits.memoryBytes), u"--max-seconds"_s,
                     QString::number(seconds(m_limits.processorTime)), u"--max-file-bytes"_s,
                     QString::number(m_limits.fileBytes), u"--recognize"_s,
                     m_limits.recognition.isWanted ? m_limits.recognition.languages.join(u'+') : u"-"_s,
                     u"--recognized-pages"_s, QString::number(m_limits.recognition.pages), u"--recognition-seconds"_s,
                     QString::number(seconds(m_limits.recognition.time)), u"--max-text-bytes"_s,
                     QString::number(m_limits.textBytes), u"--max-pages"_s, QString::number(m_limits.pages), u"-"_s});
}

void DocumentExtraction::Child::read()
{
    while (!m_error && m_process.bytesAvailable() > 0) {
        const QByteArray part = m_process.readLine(maxLineBytes);
        if (part.isEmpty())
            return;
        m_line += part;
        if (m_line.size() > maxLineBytes)
            failProtocol(u"a line without an end"_s);
        else if (m_line.endsWith('\n'))
            readLine(std::exchange(m_line, {}));
    }
    if (m_error)
        m_process.readAllStandardOutput(); // it is no longer listened to
}

void DocumentExtraction::Child::readComplaints()
{
    const QByteArray bytes = m_process.readAllStandardError();
    m_complaints += bytes;
    m_complaints = m_complaints.right(maxComplaintBytes);
    tellComplaints(m_complaintLines.feed(bytes));
}

void DocumentExtraction::Child::tellComplaints(const QStringList &lines)
{
    for (const QString &line : lines)
        Q_EMIT m_owner.complained(line);
}

void DocumentExtraction::Child::readLine(const QByteArray &line)
{
    const QJsonObject message = QJsonDocument::fromJson(line).object();
    if (m_complete)
        failProtocol(u"more after the end"_s);
    else if (message.contains("text"_L1))
        readPage(message);
    else if (message.contains("heading"_L1))
        readHeading(message);
    else if (message.contains("table"_L1))
        readTable(message);
    else if (message.contains("format"_L1))
        readEnd(message);
    else if (const QString reason = message.value("error"_L1).toString(); isReasonOfAChild(reason))
        m_error = documentError(reason, withoutControls(message.value("message"_L1).toString(), maxMessageLength));
    else
        failProtocol(u"what is no message"_s);
}

void DocumentExtraction::Child::readPage(const QJsonObject &page)
{
    const QString text = page.value("text"_L1).toString();
    const int pages = page.value("pages"_L1).toInt();
    m_textBytes += text.size();
    if (m_document.pageCount >= m_limits.pages || pages > m_limits.pages || m_textBytes > m_limits.textBytes) {
        failProtocol(u"more text than it was allowed to"_s);
        return;
    }
    ++m_document.pageCount;
    const QJsonValue confidence = page.value("confidence"_L1);
    m_document.confidences.append(confidence.isDouble() ? std::clamp(confidence.toInt(), 0, 100) : -1);
    // A page that was recognised took its time.
    if (confidence.isDouble() && m_document.recognizedPages() <= m_limits.recognition.pages)
        m_deadline.start(std::chrono::milliseconds(m_deadline.remainingTime()) + m_limits.recognition.time);
    if (m_owner.m_options.keepPages)
        m_document.pages.append(text);
    if (const qsizetype room = maxBeginning - m_document.beginning.size(); room > 0)
        m_document.beginning += (text + u'\n').left(room);
    Q_EMIT m_owner.progressed(m_document.pageCount, std::max(pages, 0));
}

void DocumentExtraction::Child::readHeading(const QJsonObject &message)
{
    Heading heading;
    heading.level = std::clamp(message.value("level"_L1).toInt(1), 1, 6);
    heading.text = withoutControls(message.value("heading"_L1).toString(), maxHeadingLength);
    heading.page = message.value("page"_L1).toInt(1);
    heading.offset = message.value("offset"_L1).toInteger();
    if (m_document.headings.size() >= maxHeadings || !isPlace(heading.page, heading.offset))
        failProtocol(u"headings that can't be"_s);
    else
        m_document.headings.append(heading);
}

void DocumentExtraction::Child::readTable(const QJsonObject &message)
{
    const Table table{.head = message.value("table"_L1).toString().left(maxTableHeadLength),
                      .page = message.value("page"_L1).toInt(1),
                      .offset = message.value("offset"_L1).toInteger(),
                      .endPage = message.value("end_page"_L1).toInt(1),
                      .endOffset = message.value("end_offset"_L1).toInteger()};
    const bool isInOrder = std::pair(table.page, table.offset) <= std::pair(table.endPage, table.endOffset);
    if (m_document.tables.size() >= maxTables || !isInOrder || !isPlace(table.page, table.offset)
        || !isPlace(table.endPage, table.endOffset))
        failProtocol(u"tables that can't be"_s);
    else
        m_document.tables.append(table);
}

bool DocumentExtraction::Child::isPlace(int page, qint64 offset) const
{
    return page >= 1 && page <= m_document.pageCount && offset >= 0 && offset <= m_limits.textBytes;
}

void DocumentExtraction::Child::readEnd(const QJsonObject &end)
{
    m_document.format = withoutControls(end.value("format"_L1).toString(), 20);
    m_document.language = withoutControls(end.value("language"_L1).toString(), 3);
    m_document.words = std::clamp<qint64>(end.value("words"_L1).toInteger(), 0, m_textBytes);
    m_document.pagesWithoutText = std::clamp(end.value("without_text"_L1).toInt(), 0, m_document.pageCount);
    m_document.whyWithoutText = withoutControls(end.value("why_without_text"_L1).toString(), maxMessageLength);
    m_complete = true;
}

void DocumentExtraction::Child::failProtocol(const QString &why)
{
    qCWarning(lcDocuments).noquote() << "the extractor said" << why << "of" << m_owner.m_path;
    m_error = documentError(DocumentFailure::crashed,
                            u"The extractor came into disorder over the document: it said %1."_s.arg(why));
    kill();
}

void DocumentExtraction::Child::kill()
{
    if (const auto pid = static_cast<pid_t>(m_process.processId()); pid > 0)
        ::kill(-pid, SIGKILL);
    m_process.kill(); // where it is no group yet
}

void DocumentExtraction::Child::onFinished(int exitCode, QProcess::ExitStatus status)
{
    read();
    readComplaints();
    tellComplaints(m_complaintLines.finish());
    if (!m_error && m_complete && status == QProcess::NormalExit && exitCode == 0)
        end(std::move(m_document));
    else
        end(m_error ? *m_error : judge(exitCode, status));
}

/// Why it ended before it had said so itself.
Error DocumentExtraction::Child::judge(int exitCode, QProcess::ExitStatus status) const
{
    qCDebug(lcDocuments).noquote() << m_owner.m_path << "exit" << exitCode << m_complaints;
    if (m_complaints.contains("ut of memory") || m_complaints.contains("bad_alloc")) {
        return documentError(DocumentFailure::tooLarge,
                             u"The document needs more than %1 MiB of memory."_s.arg(m_limits.memoryBytes >> 20));
    }
    if (status == QProcess::NormalExit) {
        return documentError(DocumentFailure::broken,
                             u"procession-extract ended with exit code %1 and no word. %2"_s.arg(exitCode).arg(
                                 withoutControls(QString::fromUtf8(m_complaints), maxMessageLength)));
    }
    if (exitCode == SIGXCPU) {
        return documentError(
            DocumentFailure::tooLarge,
            u"Reading the document took more than %1 s of processor time."_s.arg(seconds(m_limits.processorTime)));
    }
    const char *name = ::sigabbrev_np(exitCode);
    return documentError(DocumentFailure::crashed,
                         u"The library that reads this format crashed on the document (%1)."_s.arg(
                             name ? u"SIG"_s + QLatin1StringView(name) : u"signal %1"_s.arg(exitCode)));
}

void DocumentExtraction::Child::end(const Result<DocumentText> &result)
{
    m_deadline.stop();
    if (!std::exchange(m_ended, true))
        Q_EMIT m_owner.finished(result);
}

DocumentExtraction::DocumentExtraction(QString path, ExtractionOptions options, QObject *parent)
    : QObject(parent)
    , m_path(std::move(path))
    , m_options(std::move(options))
{
}

DocumentExtraction::~DocumentExtraction() = default;

void DocumentExtraction::begin()
{
    m_child = std::make_unique<Child>(*this);
    QMetaObject::invokeMethod(m_child.get(), &Child::run, Qt::QueuedConnection);
}

QByteArray DocumentExtraction::capabilities(const ExtractionOptions &options)
{
    const QFileInfo program(findProgram(options.program));
    const ExtractionLimits &limits = options.limits;
    QStringList parts{QString::number(program.size()),      QString::number(program.lastModified().toMSecsSinceEpoch()),
                      QString::number(limits.memoryBytes),  QString::number(limits.processorTime.count()),
                      QString::number(limits.time.count()), QString::number(limits.fileBytes),
                      QString::number(limits.textBytes),    QString::number(limits.pages)};
    if (limits.recognition.isWanted) {
        parts += installedRecognitionLanguages(limits.recognition.languages);
        parts.append(QString::number(limits.recognition.pages));
        parts.append(QString::number(limits.recognition.time.count()));
    }
    return QCryptographicHash::hash(parts.join(u' ').toUtf8(), QCryptographicHash::Sha1).toHex();
}

QString DocumentExtraction::findProgram(const QString &given)
{
    if (!given.isEmpty())
        return given;
    const QString folder = QCoreApplication::applicationDirPath();
    for (const QString &path : {folder + u"/procession-extract"_s,
                                folder + QStringLiteral("/" PROCESSION_LIBEXEC_FROM_BIN "/procession-extract")}) {
        const QFileInfo program(path);
        if (program.isFile() && program.isExecutable())
            return program.canonicalFilePath();
    }
    return {};
}

} // namespace Procession
