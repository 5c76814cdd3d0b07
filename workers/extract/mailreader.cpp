// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentreaders.h"
#include "formatdetection.h"
#include "htmltext.h"
#include "textdecoding.h"

#include <gmime/gmime.h>

#include <memory>
#include <vector>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int deepest = 8; // of mails within mails, and parts within parts
constexpr size_t mostAttachments = 100;
constexpr qint64 mostPartBytes = 64LL * 1024 * 1024;

struct Unref
{
    void operator()(void *object) const { g_object_unref(object); }
};
template <typename T>
using Object = std::unique_ptr<T, Unref>;

QString textFrom(const char *utf8)
{
    return QString::fromUtf8(utf8).simplified();
}

struct Attachment
{
    QString name;
    QByteArray content;
};

/// What a mail says, and what is attached to it.
class MailText
{
public:
    explicit MailText(TextFlow &flow)
        : m_flow(flow)
    {
    }

    void append(GMimeMessage *mail, int depth = 0)
    {
        appendAddresses(u"From"_s, g_mime_message_get_from(mail));
        appendAddresses(u"To"_s, g_mime_message_get_to(mail));
        appendAddresses(u"Cc"_s, g_mime_message_get_cc(mail));
        if (GDateTime *date = g_mime_message_get_date(mail)) {
            char *text = g_date_time_format(date, "%Y-%m-%d %H:%M %z");
            appendLine(u"Date"_s, textFrom(text));
            g_free(text);
        }
        m_flow.breakParagraph();
        m_flow.appendHeading(depth == 0 ? 1 : 2, textFrom(g_mime_message_get_subject(mail)));
        if (GMimeObject *body = g_mime_message_get_mime_part(mail))
            appendPart(body, depth + 1);
        m_flow.breakParagraph();
    }

    const std::vector<Attachment> &attachments() const { return m_attachments; }

private:
    void appendLine(const QString &label, const QString &text)
    {
        if (text.isEmpty())
            return;
        m_flow.append(label + u": "_s + text.left(2000));
        m_flow.breakLine();
    }

    void appendAddresses(const QString &label, InternetAddressList *list)
    {
        if (!list || internet_address_list_length(list) == 0)
            return;
        char *text = internet_address_list_to_string(list, nullptr, FALSE);
        appendLine(label, textFrom(text));
        g_free(text);
    }

    void appendPart(GMimeObject *part, int depth)
    {
        if (depth > deepest || m_flow.isFull())
            return;
        if (GMIME_IS_MULTIPART(part)) {
            appendParts(GMIME_MULTIPART(part), depth);
        } else if (GMIME_IS_MESSAGE_PART(part)) {
            if (GMimeMessage *mail = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part))) {
                m_flow.breakParagraph();
                append(mail, depth);
            }
        } else if (GMIME_IS_PART(part)) {
            appendLeaf(GMIME_PART(part));
        }
    }

    void appendParts(GMimeMultipart *parts, int depth)
    {
        const int count = g_mime_multipart_get_count(parts);
        GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(parts));
        if (!type || !g_mime_content_type_is_type(type, "multipart", "alternative")) {
            for (int i = 0; i < count; ++i)
                appendPart(g_mime_multipart_get_part(parts, i), depth + 1);
            return;
        }
        // The same in several forms: plain text where there is one, else the last, which is the richest.
        GMimeObject *chosen = count > 0 ? g_mime_multipart_get_part(parts, count - 1) : nullptr;
        for (int i = 0; i < count; ++i) {
            GMimeObject *part = g_mime_multipart_get_part(parts, i);
            GMimeContentType *of = g_mime_object_get_content_type(part);
            if (of && g_mime_content_type_is_type(of, "text", "plain")) {
                chosen = part;
                break;
            }
        }
        if (chosen)
            appendPart(chosen, depth + 1);
    }

    void appendLeaf(GMimePart *part)
    {
        GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(part));
        const QString name = textFrom(g_mime_part_get_filename(part));
        const bool isText = type && g_mime_content_type_is_type(type, "text", "*");
        if (isText && !g_mime_part_is_attachment(part)) {
            const QByteArray content = contentOf(part);
            if (g_mime_content_type_is_type(type, "text", "html"))
                std::ignore = appendHtml(content, m_flow); // what is no HTML says nothing
            else
                m_flow.append(decodeText(content, g_mime_content_type_get_parameter(type, "charset")));
            m_flow.breakParagraph();
        } else if (!name.isEmpty() && m_attachments.size() < mostAttachments) {
            m_flow.breakParagraph();
            appendLine(u"Attachment"_s, name);
            m_attachments.push_back({name, contentOf(part)});
        }
    }

    /// Without its transfer encoding.
    QByteArray contentOf(GMimePart *part)
    {
        GMimeDataWrapper *content = g_mime_part_get_content(part);
        if (!content)
            return {};
        const Object<GMimeStream> stream(g_mime_stream_mem_new());
        g_mime_data_wrapper_write_to_stream(content, stream.get());
        const GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
        m_bytes += bytes->len;
        return m_bytes > mostPartBytes ? QByteArray()
                                       : QByteArray(reinterpret_cast<const char *>(bytes->data), bytes->len);
    }

    TextFlow &m_flow;
    std::vector<Attachment> m_attachments;
    qint64 m_bytes = 0; // of all parts
};

} // namespace

Result<void> readMail(const QByteArray &content, DocumentSink &sink)
{
    g_mime_init();
    const Object<GMimeStream> stream(
        g_mime_stream_mem_new_with_buffer(content.constData(), static_cast<size_t>(content.size())));
    const Object<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
    const Object<GMimeMessage> mail(g_mime_parser_construct_message(parser.get(), nullptr));
    if (!mail)
        return documentError(DocumentFailure::malformed, u"The file isn't a sound mail."_s);
    TextFlow flow(sink.limits());
    MailText text(flow);
    text.append(mail.get());
    if (auto written = flow.writeTo(sink); !written)
        return written;
    for (const Attachment &attachment : text.attachments()) {
        const auto read = readAttachment(attachment.content, attachment.name, sink);
        if (!read && read.error().field == DocumentFailure::tooLarge)
            return read; // what else can't be read is told by its name
    }
    return {};
}

} // namespace Procession
