// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentreaders.h"
#include "pagerecognition.h"

#ifdef PROCESSION_HAS_TESSERACT
#include <cstring>
#include <leptonica/allheaders.h>
#endif

namespace Procession {

using namespace Qt::StringLiterals;

#ifdef PROCESSION_HAS_TESSERACT

namespace {

constexpr qint64 mostPixels = 100'000'000; // of a page: A3 at 600 dpi has 70 million

struct Destroy
{
    void operator()(Pix *pix) const { ::pixDestroy(&pix); }
};
using PixPtr = std::unique_ptr<Pix, Destroy>;

/// In shades of grey; what shows through is white paper. Null where there is no memory for it.
QImage greyOf(const PixPtr &pix)
{
    const PixPtr opaque(::pixRemoveAlpha(pix.get()));
    const PixPtr grey(opaque ? ::pixConvertTo8(opaque.get(), 0) : nullptr);
    if (!grey)
        return {};
    QImage image(::pixGetWidth(grey.get()), ::pixGetHeight(grey.get()), QImage::Format_Grayscale8);
    if (image.isNull())
        return {};
    const l_uint32 *data = ::pixGetData(grey.get());
    const int words = ::pixGetWpl(grey.get());
    for (int y = 0; y < image.height(); ++y) {
        uchar *line = image.scanLine(y);
        for (int x = 0; x < image.width(); ++x)
            line[x] = static_cast<uchar>(GET_DATA_BYTE(data + static_cast<ptrdiff_t>(y) * words, x));
    }
    return image;
}

/// Refuses what would take more memory than any page does, before it is unpacked. Errors: `malformed`; `too_large`.
Result<void> checkSize(const QByteArray &content)
{
    l_int32 format = 0;
    l_int32 width = 0;
    l_int32 height = 0;
    const auto *bytes = reinterpret_cast<const l_uint8 *>(content.constData());
    if (::pixReadHeaderMem(bytes, static_cast<size_t>(content.size()), &format, &width, &height, nullptr, nullptr,
                           nullptr)
            != 0
        || width < 1 || height < 1)
        return documentError(DocumentFailure::malformed, u"The image is damaged."_s);
    if (qint64(width) * height > mostPixels) {
        return documentError(
            DocumentFailure::tooLarge,
            u"The image has %1 by %2 pixels; at most %3 million are read."_s.arg(width).arg(height).arg(mostPixels
                                                                                                        / 1'000'000));
    }
    return {};
}

} // namespace

Result<void> readImage(const QByteArray &content, DocumentSink &sink)
{
    if (auto sound = checkSize(content); !sound)
        return sound;
    ::setMsgSeverity(L_SEVERITY_NONE);
    const auto *bytes = reinterpret_cast<const l_uint8 *>(content.constData());
    const auto size = static_cast<size_t>(content.size());
    const bool isTiff = content.startsWith("II") || content.startsWith("MM");
    PageRecognition recognition(sink.limits().recognition);
    size_t offset = 0;
    bool hasAny = false;
    do {
        const PixPtr pix(isTiff ? ::pixReadMemFromMultipageTiff(bytes, size, &offset) : ::pixReadMem(bytes, size));
        if (!pix)
            break;
        hasAny = true;
        const bool isTooLarge = qint64(::pixGetWidth(pix.get())) * ::pixGetHeight(pix.get()) > mostPixels;
        const auto page = isTooLarge ? std::nullopt : recognition.read(greyOf(pix), ::pixGetXRes(pix.get()));
        if (auto added = page ? sink.addPage(page->text, page->confidence) : sink.addPage({}); !added)
            return added;
        if (!page)
            sink.notePageWithoutText(recognition.problem());
    } while (isTiff && offset != 0);
    if (!hasAny)
        return documentError(DocumentFailure::malformed, u"The image is damaged."_s);
    return {};
}

#else

Result<void> readImage(const QByteArray &, DocumentSink &sink)
{
    if (auto added = sink.addPage({}); !added)
        return added;
    sink.notePageWithoutText(PageRecognition({}).problem());
    return {};
}

#endif

} // namespace Procession
