// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentreaders.h"
#include "pagerecognition.h"
#include "tiffpages.h"

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

bool isTooLarge(qint64 width, qint64 height)
{
    return width > mostPixels || height > mostPixels || width * height > mostPixels;
}

QString tooLarge(qint64 width, qint64 height)
{
    return u"has %1 by %2 pixels, and at most %3 million are read"_s.arg(width).arg(height).arg(mostPixels / 1'000'000);
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
    if (isTooLarge(width, height))
        return documentError(DocumentFailure::tooLarge, u"The image %1."_s.arg(tooLarge(width, height)));
    return {};
}

/// Adds a page with the letters of an image, which may be null. `why` says what is wrong with it where it is.
Result<void> addPage(const PixPtr &pix, const QString &why, PageRecognition &recognition, DocumentSink &sink)
{
    const auto page = pix ? recognition.read(greyOf(pix), ::pixGetXRes(pix.get())) : std::nullopt;
    if (auto added = page ? sink.addPage(page->text, page->confidence) : sink.addPage({}); !added)
        return added;
    if (!page)
        sink.notePageWithoutText(pix ? recognition.problem() : why);
    return {};
}

/// Page by page; the size of each is checked before it is unpacked. Errors: `malformed` and `too_large`, where that is so
/// of all pages.
Result<void> readTiff(const QByteArray &content, PageRecognition &recognition, DocumentSink &sink)
{
    const auto *bytes = reinterpret_cast<const l_uint8 *>(content.constData());
    Error problem = documentError(DocumentFailure::malformed, u"The image is damaged."_s);
    bool hasAny = false;
    for (const TiffPage &page : tiffPages(content, sink.limits().pages + qsizetype(1))) {
        PixPtr pix;
        QString why = u"one is damaged"_s;
        if (isTooLarge(page.width, page.height)) {
            why = u"one "_s + tooLarge(page.width, page.height);
            problem =
                documentError(DocumentFailure::tooLarge, u"The image %1."_s.arg(tooLarge(page.width, page.height)));
        } else {
            size_t offset = page.offset;
            pix.reset(::pixReadMemFromMultipageTiff(bytes, static_cast<size_t>(content.size()), &offset));
        }
        hasAny = hasAny || pix;
        if (auto added = addPage(pix, why, recognition, sink); !added)
            return added;
    }
    return hasAny ? Result<void>() : problem;
}

} // namespace

Result<void> readImage(const QByteArray &content, DocumentSink &sink)
{
    ::setMsgSeverity(L_SEVERITY_NONE);
    PageRecognition recognition(sink.limits().recognition);
    if (content.startsWith("II") || content.startsWith("MM"))
        return readTiff(content, recognition, sink);
    if (auto sound = checkSize(content); !sound)
        return sound;
    const PixPtr pix(
        ::pixReadMem(reinterpret_cast<const l_uint8 *>(content.constData()), static_cast<size_t>(content.size())));
    if (!pix)
        return documentError(DocumentFailure::malformed, u"The image is damaged."_s);
    return addPage(pix, {}, recognition, sink);
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
