// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "formatdetection.h"

#include "compoundfile.h"
#include "docbinary.h"
#include "documentreaders.h"
#include "dxfgroups.h"
#include "zippackage.h"

#include <QFileInfo>

#include <zlib.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

struct Reader
{
    QLatin1StringView format; ///< as DocumentText names it
    Result<void> (*read)(const QByteArray &content, DocumentSink &sink);
};

Error unsupported(const QString &what)
{
    return documentError(DocumentFailure::unsupported,
                         what
                             + u" PDF, DOCX, ODT, RTF, DOC, XLSX, ODS, CSV, PPTX, ODP, DXF, EPUB, EML, HTML, Markdown, "
                               u"plain text and scans "
                               "are read."_s);
}

Error encrypted()
{
    return documentError(DocumentFailure::encrypted, u"The document is encrypted; save it without a password."_s);
}

Result<Reader> zipReader(const QByteArray &content)
{
    const Result<ZipPackage> package = ZipPackage::open(content);
    if (!package)
        return package.error();
    if (package->contains("mimetype")) {
        const Result<QByteArray> type = package->read("mimetype");
        if (!type)
            return type.error();
        if (type->startsWith("application/vnd.oasis.opendocument.text"))
            return Reader{"odt"_L1, readOdt};
        if (type->startsWith("application/vnd.oasis.opendocument.spreadsheet"))
            return Reader{"ods"_L1, readOds};
        if (type->startsWith("application/vnd.oasis.opendocument.presentation"))
            return Reader{"odp"_L1, readOdp};
        if (type->startsWith("application/epub+zip"))
            return Reader{"epub"_L1, readEpub};
        if (type->startsWith("application/vnd.oasis.opendocument.graphics"))
            return unsupported(u"The file is an OpenDocument drawing; save it as PDF."_s);
        return unsupported(u"The file is of the type \"%1\"; save it as PDF."_s.arg(
            QString::fromLatin1(type->left(100)).simplified()));
    }
    if (package->contains("[Content_Types].xml")) {
        const Result<QByteArray> types = package->read("[Content_Types].xml");
        if (!types)
            return types.error();
        // One may hold others: the type of its main part tells them apart.
        if (types->contains("spreadsheetml.sheet.main") || types->contains("ms-excel.sheet.macroEnabled.main")
            || types->contains("spreadsheetml.template.main"))
            return Reader{"xlsx"_L1, readXlsx};
        if (types->contains("presentationml.presentation.main") || types->contains("presentationml.slideshow.main")
            || types->contains("presentationml.template.main")
            || types->contains("ms-powerpoint.presentation.macroEnabled.main"))
            return Reader{"pptx"_L1, readPptx};
        if (types->contains("wordprocessingml"))
            return Reader{"docx"_L1, readDocx};
        return unsupported(u"The file is an Office document of a kind that isn't read; save it as PDF."_s);
    }
    return unsupported(u"The file is a ZIP archive; unpack it into the folder, and its files are read."_s);
}

/// Office documents until 2003, and encrypted ones since.
Result<Reader> compoundReader(const QByteArray &content)
{
    const Result<CompoundFile> file = CompoundFile::open(content);
    if (!file)
        return file.error();
    if (file->contains(u"EncryptedPackage"_s))
        return encrypted();
    if (file->contains(u"Workbook"_s) || file->contains(u"Book"_s))
        return unsupported(u"The file is an Excel workbook until 2003; save it as XLSX."_s);
    if (file->contains(u"PowerPoint Document"_s))
        return unsupported(u"The file is a PowerPoint presentation until 2003; save it as PPTX."_s);
    if (!file->contains(u"WordDocument"_s))
        return unsupported(u"The file is an Office document of a kind that isn't read; save it as PDF."_s);
    return Reader{"doc"_L1, readDoc};
}

bool looksLikeHtml(const QByteArray &content, const QString &suffix)
{
    QByteArray start = content.left(1024).toLower();
    start.replace('\0', ""); // in UTF-16
    const QByteArray trimmed = start.trimmed();
    const bool isMarkup = trimmed.startsWith('<') || trimmed.startsWith("\xef\xbb\xbf<")
        || trimmed.startsWith("\xff\xfe<") || trimmed.startsWith("\xfe\xff<");
    if (isMarkup && (start.contains("<!doctype html") || start.contains("<html")))
        return true;
    return (suffix == "html"_L1 || suffix == "htm"_L1 || suffix == "xhtml"_L1) && start.contains('<');
}

/// A text may begin with these letters as well.
bool isBitmap(const QByteArray &content)
{
    constexpr qsizetype head = 26;
    return content.startsWith("BM") && content.size() > head
        && QByteArrayView(content).sliced(6).startsWith(QByteArrayView("\0\0\0\0", 4));
}

bool isImage(const QByteArray &content)
{
    return content.startsWith("\x89PNG\r\n") || content.startsWith("\xff\xd8\xff")
        || content.startsWith(QByteArrayView("II*\0", 4)) || content.startsWith(QByteArrayView("MM\0*", 4))
        || content.startsWith("GIF8") || isBitmap(content)
        || (content.startsWith("RIFF") && content.size() > 12 && QByteArrayView(content).sliced(8).startsWith("WEBP"));
}

/// Whether the content begins with a section, perhaps behind comments.
bool looksLikeDxf(const QByteArray &content)
{
    constexpr int mostComments = 100;
    constexpr int isComment = 999;
    constexpr qsizetype beginning = 64 * 1024;
    DxfGroups groups(QByteArrayView(content).first(std::min(beginning, content.size())));
    for (int i = 0; i < mostComments && groups.next() && groups.isSound(); ++i) {
        if (groups.code() == 0)
            return groups.value() == "SECTION";
        if (groups.code() != isComment)
            return false;
    }
    return false;
}

/// Whether the content begins with lines of a mail's head, the first of which only mails have.
bool looksLikeMail(const QByteArray &content, const QString &suffix)
{
    if (suffix == "eml"_L1)
        return true;
    if (!suffix.isEmpty())
        return false;
    const QByteArray start = content.left(4096).toLower();
    const bool begins = start.startsWith("return-path:") || start.startsWith("received:")
        || start.startsWith("message-id:") || start.startsWith("mime-version:") || start.startsWith("delivered-to:");
    return begins && start.contains("\nfrom:") && start.contains("\ndate:");
}

Result<Reader> mailReader()
{
#ifdef PROCESSION_HAS_GMIME
    return Reader{"eml"_L1, readMail};
#else
    return unsupported(u"The file is a mail, which this build doesn't read."_s);
#endif
}

/// Chosen by the content itself, and by the file's name only where a format has no mark of its own (Markdown).
Result<Reader> readerFor(const QByteArray &content, const QString &fileName)
{
    const QString suffix = QFileInfo(fileName).suffix().toLower();
    if (content.trimmed().isEmpty())
        return documentError(DocumentFailure::malformed, u"The file is empty."_s);
    if (content.left(1024).contains("%PDF-"))
        return Reader{"pdf"_L1, readPdf};
    if (content.startsWith("PK\x03\x04") || content.startsWith("PK\x05\x06"))
        return zipReader(content);
    if (content.startsWith("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
        return compoundReader(content);
    for (const char *begin : {"\x9b\xa5", "\xdb\xa5", "\xdc\xa5"}) { // Word, before there were compound files
        if (content.startsWith(begin))
            return tooOldForDoc();
    }
    if (content.startsWith("{\\rtf"))
        return Reader{"rtf"_L1, readRtf};
    if (isImage(content))
        return Reader{"image"_L1, readImage};
    if (content.startsWith("AC10") && content.size() > 6 && content[6] == '\0')
        return unsupported(u"The file is a DWG drawing; save it as PDF or DXF."_s);
    if (content.startsWith("AutoCAD Binary DXF"))
        return unsupported(u"The file is a binary DXF drawing; save it as DXF in ASCII, or as PDF."_s);
    if (looksLikeDxf(content))
        return Reader{"dxf"_L1, readDxf};
    if (looksLikeMail(content, suffix))
        return mailReader();
    if (looksLikeHtml(content, suffix))
        return Reader{"html"_L1, readHtml};
    if (suffix == "csv"_L1 || suffix == "tsv"_L1 || suffix == "tab"_L1)
        return Reader{"csv"_L1, readCsv};
    if (suffix == "md"_L1 || suffix == "markdown"_L1 || suffix == "mkd"_L1)
        return Reader{"markdown"_L1, readMarkdown};
    return Reader{"text"_L1, readPlainText};
}

bool isGzip(const QByteArray &content)
{
    return content.startsWith("\x1f\x8b\x08");
}

/// Errors: `malformed`; `too_large` where the content is more than `maxBytes`.
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

} // namespace

Result<void> extractDocument(const QByteArray &content, const QString &fileName, DocumentSink &sink)
{
    if (isGzip(content)) {
        const Result<QByteArray> unpacked = gunzip(content, sink.limits().fileBytes);
        if (!unpacked)
            return unpacked.error();
        if (isGzip(*unpacked))
            return unsupported(u"The file is packed twice."_s);
        const QString inner = fileName.endsWith(".gz"_L1, Qt::CaseInsensitive) ? fileName.chopped(3) : fileName;
        return extractDocument(*unpacked, inner, sink);
    }
    const Result<Reader> reader = readerFor(content, fileName);
    if (!reader)
        return reader.error();
    if (auto read = reader->read(content, sink); !read)
        return read;
    // Pictures of text, mostly: who isn't told so believes that it was read.
    if (!sink.hasText()) {
        const int images = sink.pagesWithoutText();
        if (images > 0 && !sink.whyWithoutText().isEmpty()) {
            return documentError(
                DocumentFailure::noText,
                u"%1 of %2 pages are images; %3."_s.arg(images).arg(sink.pageCount()).arg(sink.whyWithoutText()));
        }
        return documentError(DocumentFailure::noText,
                             sink.pageCount() > 1 ? u"None of the %1 pages has text."_s.arg(sink.pageCount())
                                                  : u"The document has no text."_s);
    }
    sink.finish(reader->format);
    return {};
}

Result<void> readAttachment(const QByteArray &content, const QString &fileName, DocumentSink &sink)
{
    const Result<Reader> reader = readerFor(content, fileName);
    if (!reader)
        return reader.error();
    // A mail within a mail is read by its reader.
    if (reader->format == "eml"_L1)
        return unsupported(u"It is attached."_s);
    return reader->read(content, sink);
}

} // namespace Procession
