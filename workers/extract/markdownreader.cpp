// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentreaders.h"

#include "htmltext.h"
#include "textdecoding.h"
#include "textflow.h"

#include <QRegularExpression>

#include <algorithm>
#include <cmark.h>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Without the settings that some tools put before the text, between two lines of dashes.
QString withoutFrontMatter(const QString &text)
{
    if (!text.startsWith("---\n"_L1))
        return text;
    const qsizetype end = text.indexOf("\n---\n"_L1, 3);
    return end < 0 ? text : text.sliced(end + 5);
}

QString literal(cmark_node *node)
{
    return QString::fromUtf8(cmark_node_get_literal(node));
}

bool isInItem(cmark_node *node)
{
    cmark_node *parent = cmark_node_parent(node);
    return parent && cmark_node_get_type(parent) == CMARK_NODE_ITEM;
}

/// The line that parts the head of a table from its rows, such as "|---|:-:|".
bool partsHead(QStringView line)
{
    static const QRegularExpression form(uR"(^\s*\|?(?:\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?\s*$)"_s);
    return line.contains(u'|') && form.match(line.toString()).hasMatch();
}

/// The cells of a row, parted by tabs.
QString rowOf(QStringView line)
{
    line = line.trimmed();
    if (line.startsWith(u'|'))
        line = line.sliced(1);
    if (line.endsWith(u'|'))
        line.chop(1);
    QStringList cells;
    for (const QStringView cell : line.split(u'|'))
        cells.append(cell.toString().simplified());
    return cells.join(u'\t');
}

/// Puts the nodes of a tree into a flow.
class MarkdownText
{
public:
    explicit MarkdownText(TextFlow &flow)
        : m_flow(flow)
    {
    }

    void enter(cmark_node *node)
    {
        switch (cmark_node_get_type(node)) {
        case CMARK_NODE_HEADING:
            m_level = cmark_node_get_heading_level(node);
            break;
        case CMARK_NODE_LIST:
            m_lists.push_back(
                cmark_node_get_list_type(node) != CMARK_ORDERED_LIST
                    ? List{}
                    : List{.next = cmark_node_get_list_start(node),
                           .end = cmark_node_get_list_delim(node) == CMARK_PAREN_DELIM ? u") "_s : u". "_s});
            break;
        case CMARK_NODE_ITEM:
            m_flow.breakLine();
            append(itemNumber());
            break;
        case CMARK_NODE_TEXT:
        case CMARK_NODE_CODE:
            append(literal(node));
            break;
        case CMARK_NODE_PARAGRAPH:
            m_isInParagraph = true;
            break;
        case CMARK_NODE_HTML_BLOCK:
            m_flow.breakParagraph();
            std::ignore = appendHtml(cmark_node_get_literal(node), m_flow); // what is no HTML says nothing
            m_flow.breakParagraph();
            break;
        case CMARK_NODE_SOFTBREAK:
        case CMARK_NODE_LINEBREAK:
            append(m_level > 0 ? u" " : u"\n");
            break;
        case CMARK_NODE_CODE_BLOCK:
            m_flow.breakParagraph();
            append(literal(node));
            m_flow.breakParagraph();
            break;
        default:
            break;
        }
    }

    void leave(cmark_node *node)
    {
        switch (cmark_node_get_type(node)) {
        case CMARK_NODE_HEADING:
            m_flow.appendHeading(std::exchange(m_level, 0), std::exchange(m_heading, {}).simplified());
            break;
        case CMARK_NODE_PARAGRAPH:
            m_isInParagraph = false;
            appendParagraph(std::exchange(m_paragraph, {}));
            if (isInItem(node))
                m_flow.breakLine();
            else
                m_flow.breakParagraph();
            break;
        case CMARK_NODE_LIST:
            if (!m_lists.empty())
                m_lists.pop_back();
            m_flow.breakParagraph();
            break;
        case CMARK_NODE_BLOCK_QUOTE:
            m_flow.breakParagraph();
            break;
        default:
            break;
        }
    }

private:
    struct List
    {
        qint64 next = 0;
        QString end{}; // of a number; empty where the items have none
    };

    /// Of an item that begins.
    QString itemNumber()
    {
        if (m_lists.empty() || m_lists.back().end.isEmpty())
            return u"- "_s;
        return QString::number(m_lists.back().next++) + m_lists.back().end;
    }

    /// A table of GitHub's is a paragraph to cmark.
    void appendParagraph(const QString &text)
    {
        const QStringList lines = text.split(u'\n');
        const auto parting = std::find_if(lines.cbegin(), lines.cend(), &partsHead);
        const qsizetype head = parting - lines.cbegin() - 1;
        if (parting == lines.cend() || head < 0 || !lines[head].contains(u'|')) {
            m_flow.append(text);
            return;
        }
        if (head > 0) {
            m_flow.append(lines.first(head).join(u'\n'));
            m_flow.breakParagraph();
        }
        m_flow.beginTable();
        for (qsizetype i = head; i < lines.size(); ++i) {
            if (i == head + 1)
                continue;
            m_flow.append(rowOf(lines[i]));
            m_flow.endRow(i == head);
        }
        m_flow.endTable();
    }

    void append(QStringView text)
    {
        if (m_level > 0)
            m_heading += text;
        else if (m_isInParagraph)
            m_paragraph += text;
        else
            m_flow.append(text);
    }

    TextFlow &m_flow;
    std::vector<List> m_lists; // those that are open
    int m_level = 0;           // of the heading that is open
    QString m_heading;
    bool m_isInParagraph = false;
    QString m_paragraph; // that is open
};

} // namespace

Result<void> readMarkdown(const QByteArray &content, DocumentSink &sink)
{
    const QString decoded = withoutFrontMatter(decodeText(content));
    if (looksBinary(decoded))
        return documentError(DocumentFailure::unsupported, u"The file is binary data, and no format that is known."_s);
    const QByteArray text = decoded.toUtf8();
    const std::unique_ptr<cmark_node, decltype(&cmark_node_free)> root(
        cmark_parse_document(text.constData(), static_cast<size_t>(text.size()), CMARK_OPT_DEFAULT), &cmark_node_free);
    const std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)> nodes(cmark_iter_new(root.get()), &cmark_iter_free);
    TextFlow flow(sink.limits());
    MarkdownText markdown(flow);
    for (auto event = cmark_iter_next(nodes.get()); event != CMARK_EVENT_DONE && !flow.isFull();
         event = cmark_iter_next(nodes.get())) {
        if (event == CMARK_EVENT_ENTER)
            markdown.enter(cmark_iter_get_node(nodes.get()));
        else
            markdown.leave(cmark_iter_get_node(nodes.get()));
    }
    return flow.writeTo(sink);
}

} // namespace Procession
