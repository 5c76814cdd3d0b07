// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "imagesamples.h"

#include <QtEndian>

#include <zlib.h>

namespace Procession::Samples {

using namespace Qt::StringLiterals;

namespace {

QByteArray bigEndian(quint32 number)
{
    QByteArray bytes(4, Qt::Uninitialized);
    qToBigEndian(number, bytes.data());
    return bytes;
}

template <typename Number>
QByteArray littleEndian(Number number)
{
    QByteArray bytes(sizeof number, Qt::Uninitialized);
    qToLittleEndian(number, bytes.data());
    return bytes;
}

/// A chunk of a PNG with its checksum.
QByteArray soundChunk(const QByteArray &type, const QByteArray &data)
{
    const QByteArray content = type + data;
    const auto sum =
        ::crc32(0, reinterpret_cast<const Bytef *>(content.constData()), static_cast<uInt>(content.size()));
    return bigEndian(static_cast<quint32>(data.size())) + content + bigEndian(static_cast<quint32>(sum));
}

QByteArray packed(const QByteArray &bytes)
{
    auto size = ::compressBound(static_cast<uLong>(bytes.size()));
    QByteArray result(static_cast<qsizetype>(size), Qt::Uninitialized);
    ::compress(reinterpret_cast<Bytef *>(result.data()), &size, reinterpret_cast<const Bytef *>(bytes.constData()),
               static_cast<uLong>(bytes.size()));
    return result.first(static_cast<qsizetype>(size));
}

QByteArray directory(const TiffImage &image, quint32 pixels, quint32 resolution, quint32 next)
{
    constexpr quint16 isShort = 3;
    constexpr quint16 isLong = 4;
    constexpr quint16 isRatio = 5;
    const auto entry = [](quint16 tag, quint16 type, quint32 value) {
        return littleEndian(tag) + littleEndian(type) + littleEndian<quint32>(1) + littleEndian(value);
    };
    const QList<QByteArray> entries{entry(256, isLong, image.width),
                                    entry(257, isLong, image.height),
                                    entry(258, isShort, image.bits),
                                    entry(259, isShort, 1),
                                    entry(262, isShort, image.photometric),
                                    entry(273, isLong, pixels),
                                    entry(277, isShort, image.channels),
                                    entry(278, isLong, image.height),
                                    entry(279, isLong, static_cast<quint32>(image.pixels.size())),
                                    entry(282, isRatio, resolution),
                                    entry(283, isRatio, resolution)};
    return littleEndian(static_cast<quint16>(entries.size())) + entries.join() + littleEndian(next);
}

/// Sound ones that are seldom seen, and what claims to be some.
std::vector<Sample> oddImages()
{
    // Of ImageMagick: one of 12 by 10 pixels, three frames and two of 9 by 7.
    const QByteArray cmykJpeg = QByteArray::fromBase64(
        "/9j/7gAOQWRvYmUAZAAAAAAC/9sAQwAbEhQXFBEbFxYXHhwbIChCKyglJShROj0wQmBVZWRfVV1baniZgWpxkHNbXYW1hpCeo6ut"
        "q2eAvMm6pseZqKuk/9sAQwEcHh4oIyhOKytOpG5dbqSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSk"
        "pKSkpKSk/8AAFAgACgAMBAEiAAIRAQMRAQQiAP/EABYAAQEBAAAAAAAAAAAAAAAAAAAEBf/EAB4QAAECBwEAAAAAAAAAAAAAAAAB"
        "EgIDBBEUUVKR/8QAFQEBAQAAAAAAAAAAAAAAAAAABAX/xAAYEQADAQEAAAAAAAAAAAAAAAAAFFECA//aAA4EAQACEQMRBAAAPwC5"
        "szkNmcl9k0LJoju9qEQxTSyqnlRlVPKmm2HSeBsOk8P/2Q==");
    const QByteArray gif = QByteArray::fromBase64(
        "R0lGODlhCQAHAPAAAP///wAAACH5BAAFAAAAIf8LTkVUU0NBUEUyLjADAQAAACwAAAAACQAHAAACB4SPqcvtXAAAIfkEAAUAAAAs"
        "AAAAAAkABwCAAAAAAAAAAgeEj6nL7VwAACH5BAAFAAAAIf8LSW1hZ2VNYWdpY2sOZ2FtbWE9MC40NTQ1NDUALAAAAAAJAAcAgH5+"
        "fgAAAAIHhI+py+1cAAA7");
    const QByteArray webp = QByteArray::fromBase64(
        "UklGRpQAAABXRUJQVlA4WAoAAAACAAAACAAABgAAQU5JTQYAAAD/////AABBTk1GMAAAAAAAAAAAAAgAAAYAADIAAAJWUDggGAAA"
        "ADABAJ0BKgkABwAHQJYlpAADcAD+72AAAEFOTUYwAAAAAAAAAAAACAAABgAAMgAAAFZQOCAYAAAANAEAnQEqCQAHAAAAliWkAANw"
        "AP7vuQAAUklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoJAAcAB0CWJaQAA3AA/u9gAAA=");
    const QByteArray frame = gif.sliced(gif.indexOf(','), 20); // of nine bytes and a block
    const QByteArray frames = gif.first(gif.indexOf(',')) + frame.repeated(200'000) + ';';
    QByteArray wideGif = gif;
    wideGif.replace(6, 4, "\xff\xff\xff\xff").replace(QByteArray("\x09\0\x07\0", 4), "\xff\xff\xff\xff");
    const TiffImage small{.width = 2, .height = 2, .pixels = "abcd"};
    const TiffImage large{.width = 30'000, .height = 30'000, .pixels = "a"};
    const QByteArray white8("\xff", 1);
    return {
        {u"cmyk.jpg"_s, cmykJpeg},
        {u"cmyk-cut.jpg"_s, cmykJpeg.first(200)},
        {u"cmyk.tiff"_s,
         tiff({{.width = 40, .height = 30, .channels = 4, .photometric = 5, .pixels = QByteArray(4800, '\x40')}})},
        {u"sixteen.tiff"_s, tiff({{.width = 40, .height = 30, .bits = 16, .pixels = QByteArray(2400, '\x80')}})},
        {u"five-channels.tiff"_s,
         tiff({{.width = 4, .height = 3, .channels = 5, .photometric = 5, .pixels = QByteArray(60, '\x40')}})},
        {u"sixty-four-bits.tiff"_s, tiff({{.width = 4, .height = 4, .bits = 64, .pixels = QByteArray(128, 'a')}})},
        {u"many-channels.tiff"_s, tiff({{.width = 4, .height = 4, .channels = 65'535, .pixels = "a"}})},
        {u"no-dpi.tiff"_s, tiff({{.width = 40, .height = 30, .pixels = QByteArray(1200, '\xff'), .dpi = 0}})},
        {u"most-dpi.tiff"_s,
         tiff({{.width = 40, .height = 30, .pixels = QByteArray(1200, '\xff'), .dpi = 0xffffffff}})},
        {u"large-page-behind.tiff"_s, tiff({small, large, small})},
        {u"many-large-pages.tiff"_s, tiff(QList<TiffImage>(3000, large))},
        {u"many-pages.tiff"_s, tiff(QList<TiffImage>(6000, small))},
        {u"alpha.png"_s, png(60, 40, 8, 6, QByteArray("\0\0\0\0", 4))},
        {u"grey-alpha.png"_s, png(60, 40, 16, 4, QByteArray("\0\0\x80\0", 4))},
        {u"sixteen.png"_s, png(60, 40, 16, 2, "abcdef")},
        {u"sixteen-alpha.png"_s, png(60, 40, 16, 6, "abcdefgh")},
        {u"one.png"_s, png(1, 1, 8, 0, white8)},
        {u"one-bit.png"_s, png(1, 1, 1, 0, white8)},
        {u"line.png"_s, png(60'000, 1, 8, 0, white8)},
        {u"column.png"_s, png(1, 60'000, 8, 0, white8)},
        {u"line-of-colours.png"_s, png(60'000, 1, 16, 6, "abcdefgh")},
        {u"white.png"_s, png(9'000, 9'000, 8, 0, white8)},
        {u"bomb.png"_s, png(20'000, 20'000, 8, 0, white8)},
        {u"animated.gif"_s, gif},
        {u"many-frames.gif"_s, frames},
        {u"wide.gif"_s, wideGif},
        {u"cut.gif"_s, gif.first(50)},
        {u"animated.webp"_s, webp},
        {u"cut.webp"_s, webp.first(120)},
        {u"many-frames.webp"_s, QByteArray(webp).insert(44, webp.mid(44, 56).repeated(20'000))},
        {u"huge.bmp"_s,
         QByteArray("BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\xff\xff\xff\x7f\xff\xff\xff\x7f\1\0\x18\0", 30)
             + QByteArray(24, '\0')},
    };
}

} // namespace

QByteArray png(quint32 width, quint32 height, char depth, char colour, const QByteArray &pixel)
{
    QByteArray head = bigEndian(width) + bigEndian(height) + depth + colour + QByteArray(3, '\0');
    const auto length = static_cast<qsizetype>(width);
    QByteArray row = depth < 8 ? QByteArray((length + 7) / 8, pixel[0]) : pixel.repeated(length);
    row.prepend('\0'); // no filter
    return "\x89PNG\r\n\x1a\n" + soundChunk("IHDR", head) + soundChunk("pHYs", QByteArray(8, '\0') + '\1')
        + soundChunk("IDAT", packed(row.repeated(static_cast<qsizetype>(height)))) + soundChunk("IEND", {});
}

QByteArray tiff(const QList<TiffImage> &pages)
{
    constexpr qsizetype directorySize = 2 + 11 * 12 + 4;
    QByteArray file("II*\0\x08\0\0\0", 8);
    for (const TiffImage &page : pages) {
        const auto begin = static_cast<quint32>(file.size() + directorySize);
        const QByteArray pixels = page.pixels.size() % 2 == 0 ? page.pixels : page.pixels + '\0';
        const QByteArray data = littleEndian(page.dpi) + littleEndian<quint32>(1) + pixels;
        const bool isLast = &page == &pages.constLast();
        file += directory(page, begin + 8, begin, isLast ? 0 : begin + static_cast<quint32>(data.size())) + data;
    }
    return file;
}

std::vector<Sample> hostileImages(const QByteArray &scan)
{
    // A PNG from its chunks, whose checksums are those of nothing.
    const auto chunk = [](const QByteArray &type, const QByteArray &data) {
        QByteArray size(4, Qt::Uninitialized);
        qToBigEndian(static_cast<quint32>(data.size()), size.data());
        return size + type + data + QByteArray(4, '\0');
    };
    const auto head = [&chunk](quint32 width, quint32 height, char depth, char colour) {
        QByteArray data(13, '\0');
        qToBigEndian(width, data.data());
        qToBigEndian(height, data.data() + 4);
        data[8] = depth;
        data[9] = colour;
        return "\x89PNG\r\n\x1a\n" + chunk("IHDR", data);
    };
    // A TIFF whose directories follow each other in a circle.
    const QByteArray circle("II*\0\x08\0\0\0\x01\0\x00\x01\x03\0\x01\0\0\0\x40\0\0\0\x08\0\0\0", 26);
    const auto pageOf = [](const QByteArray &box) {
        return pdfOf({"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                      "<</Type/Page/Parent 2 0 R/MediaBox[" + box + "]/Contents 4 0 R>>", pdfStream("0 0 99 99 re f")});
    };
    std::vector<Sample> samples{
        {u"huge.png"_s, head(60'000, 60'000, 8, 2)},
        {u"huge-grey.png"_s, head(2'147'483'647, 2'147'483'647, 1, 0)},
        {u"wide.png"_s, head(100'000'000, 1, 8, 6)},
        {u"empty.png"_s, head(0, 0, 8, 2)},
        {u"no-data.png"_s, head(100, 100, 16, 6)},
        {u"odd-depth.png"_s, head(100, 100, 7, 9)},
        {u"only-a-mark.png"_s, "\x89PNG\r\n\x1a\n"},
        {u"many-chunks.png"_s, head(10, 10, 8, 2) + chunk("tEXt", "a").repeated(200'000)},
        {u"circle.tiff"_s, circle},
        {u"far.tiff"_s, QByteArray("II*\0\xff\xff\xff\x7f", 8)},
        {u"many-entries.tiff"_s, QByteArray("II*\0\x08\0\0\0\xff\xff", 10) + QByteArray(100'000, 'a')},
        {u"big-endian.tiff"_s, QByteArray("MM\0*\0\0\0\x08\0\0", 10)},
        {u"only-a-mark.jpg"_s, "\xff\xd8\xff\xe0"},
        {u"huge.jpg"_s, QByteArray("\xff\xd8\xff\xc0\0\x0b\x08\xff\xff\xff\xff\x01\x01\x11\0", 15)},
        {u"comments.jpg"_s, QByteArray("\xff\xd8") + QByteArray("\xff\xfe\0\x03x", 5).repeated(500'000)},
        {u"only-a-mark.webp"_s, QByteArray("RIFF\xff\xff\xff\x7fWEBPVP8 ", 16)},
        {u"huge.webp"_s, QByteArray("RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff", 30)},
        {u"giant-page.pdf"_s, pageOf("0 0 2000000000 2000000000")},
        {u"thin-page.pdf"_s, pageOf("0 0 14400000 0.0001")},
        {u"negative-page.pdf"_s, pageOf("99 99 -99 -99")},
        {u"no-page.pdf"_s, pageOf("0 0 0 0")},
        {u"dark-page.pdf"_s, pageOf("0 0 99 99")},
        {u"large-page.pdf"_s, pageOf("0 0 14400 14400")},
    };
    for (quint32 seed = 0; seed < 10; ++seed)
        samples.push_back({u"damaged-%1.png"_s.arg(seed), damaged(scan, seed)});
    for (const Sample &sample : oddImages())
        samples.push_back(sample);
    return samples;
}

} // namespace Procession::Samples
