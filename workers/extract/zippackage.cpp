// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "zippackage.h"

#include <zip.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Some thirty times the text of a thick book.
constexpr qint64 maxPartBytes = 64LL * 1024 * 1024;

Error malformed(const QString &what)
{
    return documentError(DocumentFailure::malformed, u"The file is a damaged ZIP archive: %1."_s.arg(what));
}

} // namespace

void ZipPackage::Close::operator()(struct zip *archive) const
{
    ::zip_discard(archive);
}

Result<ZipPackage> ZipPackage::open(const QByteArray &content)
{
    zip_error_t error;
    ::zip_error_init(&error);
    zip_source_t *source =
        ::zip_source_buffer_create(content.constData(), static_cast<zip_uint64_t>(content.size()), 0, &error);
    ZipPackage package;
    package.m_archive.reset(source ? ::zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr);
    if (!package.m_archive) {
        const QString what = QString::fromUtf8(::zip_error_strerror(&error));
        ::zip_source_free(source);
        ::zip_error_fini(&error);
        return malformed(what);
    }
    ::zip_error_fini(&error);
    return package;
}

bool ZipPackage::contains(const QByteArray &name) const
{
    return ::zip_name_locate(m_archive.get(), name.constData(), 0) >= 0;
}

Result<QByteArray> ZipPackage::read(const QByteArray &name) const
{
    const QString label = QString::fromUtf8(name);
    const Error tooLarge = documentError(
        DocumentFailure::tooLarge, u"The part %1 unfolds to more than %2 MiB."_s.arg(label).arg(maxPartBytes >> 20));
    zip_stat_t about;
    if (::zip_stat(m_archive.get(), name.constData(), 0, &about) != 0)
        return malformed(u"the part %1 is missing"_s.arg(label));
    if ((about.valid & ZIP_STAT_ENCRYPTION_METHOD) && about.encryption_method != ZIP_EM_NONE)
        return documentError(DocumentFailure::encrypted, u"The document is encrypted; save it without a password."_s);
    if (!(about.valid & ZIP_STAT_SIZE) || about.size > static_cast<zip_uint64_t>(maxPartBytes))
        return tooLarge;
    zip_file_t *file = ::zip_fopen(m_archive.get(), name.constData(), 0);
    if (!file)
        return malformed(QString::fromUtf8(::zip_strerror(m_archive.get())));

    // What it says about its size may be a lie.
    QByteArray result;
    QByteArray part(256 * 1024, Qt::Uninitialized);
    zip_int64_t got = 0;
    while (result.size() <= maxPartBytes
           && (got = ::zip_fread(file, part.data(), static_cast<zip_uint64_t>(part.size()))) > 0)
        result.append(part.constData(), static_cast<qsizetype>(got));
    const QString problem = QString::fromUtf8(::zip_file_strerror(file));
    ::zip_fclose(file);
    if (result.size() > maxPartBytes)
        return tooLarge;
    if (got < 0)
        return malformed(u"%1: %2"_s.arg(label, problem));
    return result;
}

Result<QByteArray> ZipPackage::readOpenDocument() const
{
    if (const auto manifest = read("META-INF/manifest.xml"); manifest && manifest->contains("encryption-data"))
        return documentError(DocumentFailure::encrypted, u"The document is encrypted; save it without a password."_s);
    return read("content.xml");
}

Result<QByteArray> ZipPackage::readOpenDocument(const QByteArray &content)
{
    const Result<ZipPackage> package = open(content);
    return package ? package->readOpenDocument() : package.error();
}

} // namespace Procession
