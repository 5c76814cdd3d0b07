// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gzip.h"

#include <zlib.h>

namespace Procession {

using namespace Qt::StringLiterals;

bool isGzip(const QByteArray &content)
{
    return content.startsWith("\x1f\x8b\x08");
}

Result<QByteArray> gunzip(const QByteArray &content, qint64 maxBytes)
{
    constexpr int gzipOnly = 16 + MAX_WBITS;
    z_stream stream = {};
    if (::inflateInit2(&stream, gzipOnly) != Z_OK)
        return documentError(DocumentFailure::broken, u"zlib can't be used."_s);
    QByteArray result;
    QByteArray part(256 * 1024, Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(content.constData()));
    stream.avail_in = static_cast<uInt>(content.size());
    int state = Z_OK;
    while (state == Z_OK && result.size() <= maxBytes) {
        stream.next_out = reinterpret_cast<Bytef *>(part.data());
        stream.avail_out = static_cast<uInt>(part.size());
        state = ::inflate(&stream, Z_NO_FLUSH);
        result.append(part.constData(), part.size() - static_cast<qsizetype>(stream.avail_out));
        // A file may have several members, one after the other.
        if (state == Z_STREAM_END && stream.avail_in > 0 && *stream.next_in == 0x1f)
            state = ::inflateReset(&stream);
    }
    ::inflateEnd(&stream);
    if (result.size() > maxBytes) {
        return documentError(DocumentFailure::tooLarge, u"The file unfolds to more than %1 MiB."_s.arg(maxBytes >> 20));
    }
    if (state != Z_STREAM_END)
        return documentError(DocumentFailure::malformed, u"The file is packed with gzip, but it is damaged."_s);
    return result;
}

} // namespace Procession
