// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "formatdetection.h"
#include "processlimits.h"
#include "programstart.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cstdio>
#include <new>
#include <unistd.h>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

void writeLine(const QByteArray &line)
{
    std::fwrite(line.constData(), 1, static_cast<size_t>(line.size()), stdout);
    std::fflush(stdout); // a page is told when it is read
}

int fail(const Error &error)
{
    writeLine(QJsonDocument(QJsonObject{{u"error"_s, error.field}, {u"message"_s, error.message}})
                  .toJson(QJsonDocument::Compact)
              + '\n');
    return 1;
}

Result<QByteArray> readFile(QFile &file, qint64 maxBytes)
{
    QByteArray content;
    content.reserve(std::min<qint64>(file.size(), maxBytes + 1)); // 0 for a pipe
    constexpr qint64 partBytes = 1024 * 1024;
    for (QByteArray part = file.read(partBytes); !part.isEmpty() && content.size() <= maxBytes;
         part = file.read(partBytes))
        content += part;
    if (file.error() != QFile::NoError)
        return documentError(DocumentFailure::unreadable, u"Can't read the file: %1."_s.arg(file.errorString()));
    if (content.size() > maxBytes)
        return documentError(DocumentFailure::tooLarge, u"The file has more than %1 MiB."_s.arg(maxBytes >> 20));
    return content;
}

/// A limit from an option; the default where it isn't given.
template <typename Number>
bool takeLimit(const QCommandLineParser &parser, const QString &name, Number &target)
{
    if (!parser.isSet(name))
        return true;
    bool isNumber = false;
    const qint64 value = parser.value(name).toLongLong(&isNumber);
    target = Number(value);
    return isNumber && value > 0;
}

int run(const QCommandLineParser &parser, const ExtractionLimits &limits)
{
    const QString path = parser.positionalArguments().constFirst();
    QFile file(path);
    const bool opened = path == "-"_L1 ? file.open(STDIN_FILENO, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!opened)
        return fail(documentError(DocumentFailure::unreadable, u"Can't read %1: %2."_s.arg(path, file.errorString())));
    if (auto limited = limitThisProcess(limits); !limited)
        return fail(limited.error());
    const Result<QByteArray> content = readFile(file, limits.fileBytes);
    if (!content)
        return fail(content.error());
    DocumentSink sink(writeLine, limits);
    const QString name = parser.isSet(u"name"_s) ? parser.value(u"name"_s) : QFileInfo(path).fileName();
    if (auto extracted = extractDocument(*content, name, sink); !extracted)
        return fail(extracted.error());
    return 0;
}

} // namespace

int main(int argc, char *argv[])
{
    prepareProgram();
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"\nReads one document and prints its text as JSON, an object a line. Procession starts it for each\n"
        "document, so that a file that crashes a library, or unfolds without end, harms nothing else. It can write to "
        "a\n"
        "pipe, but to no file."_s);
    parser.addPositionalArgument(u"FILE"_s, u"The document; - for standard input."_s);
    parser.addHelpOption();
    ExtractionLimits limits;
    qint64 processorSeconds = std::chrono::ceil<std::chrono::seconds>(limits.processorTime).count();
    qint64 recognitionSeconds = std::chrono::ceil<std::chrono::seconds>(limits.recognition.time).count();
    parser.addOptions({
        {u"name"_s, u"The file's name, where it comes from standard input."_s, u"name"_s},
        {u"max-memory"_s, u"Bytes of address space (default %1)."_s.arg(limits.memoryBytes), u"bytes"_s},
        {u"max-seconds"_s, u"Seconds of processor time (default %1)."_s.arg(processorSeconds), u"seconds"_s},
        {u"max-file-bytes"_s, u"Bytes of the file (default %1)."_s.arg(limits.fileBytes), u"bytes"_s},
        {u"max-text-bytes"_s, u"Bytes of text (default %1)."_s.arg(limits.textBytes), u"bytes"_s},
        {u"max-pages"_s, u"Pages (default %1)."_s.arg(limits.pages), u"number"_s},
        {u"recognize"_s,
         u"The languages of letters in images, such as rus+eng; - recognises none (default %1)."_s.arg(
             limits.recognition.languages.join(u'+')),
         u"languages"_s},
        {u"recognized-pages"_s, u"Pages whose letters are recognised (default %1)."_s.arg(limits.recognition.pages),
         u"number"_s},
        {u"recognition-seconds"_s,
         u"Seconds of processor time for each of them, besides (default %1)."_s.arg(recognitionSeconds), u"seconds"_s},
    });
    parser.process(application);
    const bool valid = takeLimit(parser, u"max-memory"_s, limits.memoryBytes)
        && takeLimit(parser, u"max-seconds"_s, processorSeconds)
        && takeLimit(parser, u"max-file-bytes"_s, limits.fileBytes)
        && takeLimit(parser, u"max-text-bytes"_s, limits.textBytes) && takeLimit(parser, u"max-pages"_s, limits.pages)
        && takeLimit(parser, u"recognized-pages"_s, limits.recognition.pages)
        && takeLimit(parser, u"recognition-seconds"_s, recognitionSeconds);
    if (!valid || parser.positionalArguments().size() != 1)
        parser.showHelp(2);
    limits.processorTime = std::chrono::seconds(processorSeconds);
    limits.recognition.time = std::chrono::seconds(recognitionSeconds);
    if (parser.isSet(u"recognize"_s)) {
        const QString languages = parser.value(u"recognize"_s);
        limits.recognition.isWanted = languages != "-"_L1;
        limits.recognition.languages = languages.split(u'+', Qt::SkipEmptyParts);
    }
    try {
        return run(parser, limits);
    } catch (const std::bad_alloc &) {
        return fail(documentError(DocumentFailure::tooLarge,
                                  u"The document needs more than %1 MiB of memory."_s.arg(limits.memoryBytes >> 20)));
    }
}
