// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentworker.h"

#include "documentsummary.h"
#include "jsonreader.h"
#include "outputline.h"
#include "sizetext.h"

#include <QFileInfo>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr auto pathKey = "path"_L1;
constexpr qsizetype maxPathLength = 4096; // PATH_MAX
constexpr qsizetype mostHeadings = 1000;  // that are printed

/// Reads one document and reports what it has, page by page. Keeps of its text only the beginning. Prints its steps on
/// stdout, and on stderr what the reader of its format complains of.
class DocumentJob : public Job
{
public:
    DocumentJob(const QString &path, const DocumentOptions &options)
        : m_path(path)
        , m_extraction(
              path,
              {.limits = options.limits, .allowed = options.allowed, .keepPages = false, .program = options.program})
    {
        connect(&m_extraction, &DocumentExtraction::progressed, this, &DocumentJob::tellProgress);
        connect(&m_extraction, &DocumentExtraction::complained, this, [this](const QString &line) {
            Q_EMIT printed(OutputStream::Stderr, outputLine(u"procession-extract: "_s + line));
        });
        connect(&m_extraction, &DocumentExtraction::finished, this, &DocumentJob::tellEnd);
    }

    void begin() override
    {
        say(u"Reads %1 (%2)"_s.arg(m_path, sizeText(QFileInfo(m_path).size())));
        m_extraction.begin();
    }

private:
    void say(const QString &step) { Q_EMIT printed(OutputStream::Stdout, outputLine(step)); }

    void tellProgress(int pagesDone, int pages)
    {
        const QString message = pageMessage(pagesDone, pages);
        ReportChange report{.message = message,
                            .metadataUpdate = {{u"stage"_s, u"reading"_s}, {u"current_page"_s, pagesDone}}};
        if (pages > 0)
            report.progress = std::min(100.0, 100.0 * pagesDone / pages);
        say(message);
        Q_EMIT reported(report);
    }

    void tellEnd(const Result<DocumentText> &result)
    {
        if (result) {
            for (const Heading &heading : result->headings.first(std::min(result->headings.size(), mostHeadings)))
                say(u"Heading on page %1: %2"_s.arg(heading.page).arg(heading.text));
            say(u"%1%2: %3"_s.arg(result->format, languageNote(*result), summaryMessage(*result)));
            Q_EMIT reported({.status = ProcessStatus::Completed,
                             .progress = 100,
                             .message = summaryMessage(*result),
                             .metadataUpdate = summaryMetadata(*result)});
            return;
        }
        const Error &error = result.error();
        // The document will be no other the next time.
        Q_EMIT reported({.status = ProcessStatus::Failed,
                         .errorMessage = error.message,
                         .metadataUpdate = {{u"reason"_s, error.field}},
                         .retryable = error.field == DocumentFailure::broken});
    }

    static QString languageNote(const DocumentText &document)
    {
        return document.language.isEmpty() ? QString() : u" in the language \"%1\""_s.arg(document.language);
    }

    const QString m_path;
    DocumentExtraction m_extraction;
};

} // namespace

DocumentWorker::DocumentWorker(DocumentOptions options)
    : m_options(std::move(options))
{
}

Result<Plan> DocumentWorker::plan(const QJsonObject &request) const
{
    const auto refused = [](const QString &message) { return Error{ErrorCode::InvalidField, message, pathKey}; };
    JsonReader reader(request);
    reader.onlyKeys({pathKey});
    const QString path = reader.text(pathKey, maxPathLength).value_or(QString());
    if (reader.error())
        return *reader.error();
    if (path.isEmpty())
        return refused(u"path must be the absolute path of a document on the server's machine."_s);
    const Result<QString> found = m_options.allowed.resolve(path);
    if (!found)
        return refused(found.error().message);
    const QFileInfo file(*found);
    if (!file.isFile())
        return refused(u"%1 is no regular file."_s.arg(path));

    return Plan{.name = QFileInfo(path).fileName(),
                .description = u"Reads %1"_s.arg(path),
                .request = {{pathKey, *found}},
                .metadata = {{u"bytes"_s, file.size()}}};
}

std::unique_ptr<Job> DocumentWorker::attempt(const Process &, const QJsonObject &request)
{
    return std::make_unique<DocumentJob>(request.value(pathKey).toString(), m_options);
}

} // namespace Procession
