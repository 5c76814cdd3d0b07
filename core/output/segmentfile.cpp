// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "segmentfile.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <zstd.h>

namespace Procession::SegmentFile {

namespace {

// Some 300 MB a second and core. What is higher takes more time than it saves room.
constexpr int level = 3;
/// A file in this form is never longer than that, whatever a damaged one says of itself.
constexpr qint64 maxFile = 2 * SegmentFrames::maxFileBytes;

QByteArray unpack(const QByteArray &packed)
{
    const unsigned long long size = ::ZSTD_getFrameContentSize(packed.constData(), static_cast<size_t>(packed.size()));
    if (size > static_cast<unsigned long long>(maxFile)) // the marks for an unknown size are over it, too
        return {};
    QByteArray bytes(static_cast<qsizetype>(size), Qt::Uninitialized);
    const size_t unpacked = ::ZSTD_decompress(bytes.data(), static_cast<size_t>(bytes.size()), packed.constData(),
                                              static_cast<size_t>(packed.size()));
    return ::ZSTD_isError(unpacked) != 0 ? QByteArray() : bytes.first(static_cast<qsizetype>(unpacked));
}

QByteArray pack(const QByteArray &bytes)
{
    QByteArray packed(static_cast<qsizetype>(::ZSTD_compressBound(static_cast<size_t>(bytes.size()))),
                      Qt::Uninitialized);
    const size_t size = ::ZSTD_compress(packed.data(), static_cast<size_t>(packed.size()), bytes.constData(),
                                        static_cast<size_t>(bytes.size()), level);
    return ::ZSTD_isError(size) != 0 ? QByteArray() : packed.first(static_cast<qsizetype>(size));
}

} // namespace

std::optional<SegmentFrames::Content> read(const Descriptor &file, const SegmentName &name)
{
    struct stat about = {};
    if (::fstat(file.number(), &about) != 0)
        return std::nullopt;
    const std::optional<QByteArray> bytes = OutputFiles::read(file, 0, std::min<qint64>(about.st_size, maxFile));
    if (!bytes)
        return std::nullopt;
    const bool isPacked = name.form == SegmentName::Form::Compressed;
    return SegmentFrames::decode(isPacked ? unpack(*bytes) : *bytes, name.start);
}

std::optional<qint64> compress(const Descriptor &folder, const SegmentName &name, const QByteArray &temporaryName)
{
    const Descriptor plain = OutputFiles::openFile(folder, name.toBytes(), O_RDONLY);
    struct stat about = {};
    if (plain.number() < 0 || ::fstat(plain.number(), &about) != 0)
        return std::nullopt;
    const std::optional<QByteArray> bytes = OutputFiles::read(plain, 0, about.st_size);
    if (!bytes)
        return std::nullopt;
    QByteArray packed = pack(*bytes);
    if (packed.isEmpty()) {
        errno = ENOMEM;
        return std::nullopt;
    }

    const Descriptor file = OutputFiles::openFile(folder, temporaryName, O_WRONLY | O_CREAT | O_TRUNC);
    iovec content{packed.data(), static_cast<size_t>(packed.size())};
    const std::array<timespec, 2> times{about.st_atim, about.st_mtim};
    if (file.number() < 0 || !OutputFiles::writeAll(file, {&content, 1}, 0)
        || ::futimens(file.number(), times.data()) != 0 || ::fdatasync(file.number()) != 0) {
        const int why = errno;
        ::unlinkat(folder.number(), temporaryName.constData(), 0);
        errno = why;
        return std::nullopt;
    }
    return packed.size();
}

} // namespace Procession::SegmentFile
