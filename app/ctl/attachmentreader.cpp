// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "attachmentreader.h"

#include "documentextraction.h"

#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QStringDecoder>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// More than any server takes.
constexpr qint64 maxTextBytes = 64LL * 1024 * 1024;

} // namespace

std::optional<QString> plainText(const QByteArray &bytes)
{
    const bool isDocument = bytes.left(1024).contains("%PDF-") || bytes.startsWith("{\\rtf");
    if (isDocument || bytes.contains('\0'))
        return std::nullopt;
    QStringDecoder decoder(QStringDecoder::Utf8);
    QString text = decoder(bytes);
    return decoder.hasError() ? std::nullopt : std::optional(text);
}

Result<AttachmentText> readAttachment(const QString &path)
{
    QFile file(path);
    if (QFileInfo(path).isFile() && file.open(QIODevice::ReadOnly) && file.size() <= maxTextBytes) {
        if (const auto text = plainText(file.readAll()); text && file.error() == QFile::NoError)
            return AttachmentText{*text};
    }
    file.close();
    std::optional<Result<DocumentText>> read;
    QEventLoop loop;
    ExtractionOptions options;
    options.allowed = DocumentFolders::anywhere();
    DocumentExtraction extraction(path, options);
    QObject::connect(&extraction, &DocumentExtraction::finished, &loop, [&](const Result<DocumentText> &result) {
        read = result;
        loop.quit();
    });
    extraction.begin();
    loop.exec();
    if (!*read)
        return read->error();
    return AttachmentText{(*read)->pages.join(u"\n\f"_s), (*read)->pagesWithoutText};
}

} // namespace Procession
