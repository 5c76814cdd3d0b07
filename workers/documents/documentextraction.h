// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documentfailure.h"
#include "documentfolders.h"
#include "documenttext.h"
#include "recognition.h"
#include "result.h"

#include <QObject>

#include <chrono>
#include <memory>

namespace Procession {

/// The limits of reading one document. Passing one of them ends the reading with an Error.
struct ExtractionLimits
{
    qint64 memoryBytes = 1024LL * 1024 * 1024;                          ///< address space of the child process
    std::chrono::milliseconds processorTime = std::chrono::seconds(60); ///< in whole seconds, rounded up
    std::chrono::milliseconds time = std::chrono::seconds(180);         ///< by the clock on the wall
    qint64 fileBytes = 256LL * 1024 * 1024;
    qint64 textBytes = 16LL * 1024 * 1024; ///< of all pages, in UTF-8
    int pages = 5000;
    RecognitionOptions recognition{}; ///< of letters in images

    friend bool operator==(const ExtractionLimits &a, const ExtractionLimits &b) = default;
};

struct ExtractionOptions
{
    ExtractionLimits limits{};
    /// The folders in which a file must lie once symbolic links are resolved. By default there are none.
    DocumentFolders allowed{};
    /// Whether finished() carries the text of the pages, and not their number alone.
    bool keepPages = true;
    /// The program procession-extract; empty: where findProgram() finds it.
    QString program{};

    friend bool operator==(const ExtractionOptions &a, const ExtractionOptions &b) = default;
};

/// Reads one document in a child process, so that no file can harm this one: the child has little memory and time, may
/// write no file, and when a library crashes on the document, only the child is gone.
///
/// Deleting it kills the child at once; from within one of its signals use deleteLater().
/// Threads: the one it lives in, which needs an event loop, and whose end is the child's. Owner: who wants the text.
class DocumentExtraction : public QObject
{
    Q_OBJECT

public:
    explicit DocumentExtraction(QString path, ExtractionOptions options = {}, QObject *parent = nullptr);
    ~DocumentExtraction() override;

    /// Begins, once; returns soon. finished() follows, never from within begin().
    void begin();

    /// A hash of all that decides whether a document can be read: the extractor, the languages of scans, the limits. A
    /// document that failed may be readable once this has changed.
    static QByteArray capabilities(const ExtractionOptions &options);

    /// The extractor: the given one, else the one beside the running program, else the one in the libexec folder.
    /// Empty where there is none, as in a build without PROCESSION_BUILD_DOCUMENTS.
    static QString findProgram(const QString &given = {});

Q_SIGNALS:
    /// `pagesDone` pages were read. `pages` is how many there are; 0 while that isn't known.
    void progressed(int pagesDone, int pages);
    /// The extractor, or a library in it, wrote that line to standard error; as many as ComplaintLines takes.
    void complained(const QString &line);
    /// The end. Errors: `field` is one of DocumentFailure.
    void finished(const Procession::Result<Procession::DocumentText> &result);

private:
    class Child;
    const QString m_path;
    const ExtractionOptions m_options;
    std::unique_ptr<Child> m_child;
};

} // namespace Procession
