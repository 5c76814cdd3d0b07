// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentreaders.h"

#include "rtfcodepages.h"
#include "rtfparagraphs.h"
#include "textflow.h"

#include <QHash>
#include <QSet>

#include <vector>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t mostGroups = 1000; // within each other
constexpr qsizetype longestWord = 32;
constexpr int mostHeadingLevels = 9;

/// Whether a paragraph's number is none: a dot, a square, a dash, or a sign of a font of its own.
bool isBullet(QStringView label)
{
    return label.size() == 1 && !label.front().isLetterOrNumber() && !label.front().isSpace();
}

/// Where text that comes belongs.
enum class Destination : quint8 { Text, Nowhere, Margin, Fonts, Styles };

/// Ends with the group that it was set in.
struct Group
{
    Destination destination = Destination::Text;
    int font = -1;
    int charactersBesideUnicode = 1; // that stand for one, for older programs
    bool isHidden = false;
    bool isDeleted = false;
    bool isBold = false;
    bool isUpperCase = false;
    bool mayBeIgnored = false; // it began with \*
    bool isNote = false;
    bool isLabel = false; // a paragraph's number
    bool isAside = false; // its look says nothing about the paragraph
    RtfParagraphs::Format paragraph{};
};

/// Reads one document, byte by byte.
class RtfText
{
public:
    RtfText(const QByteArray &content, TextFlow &flow)
        : m_content(content)
        , m_flow(flow)
        , m_paragraphs(flow)
    {
        m_groups.push_back({});
    }

    Result<void> read()
    {
        while (m_at < m_content.size() && !m_flow.isFull()) {
            const char c = m_content[m_at++];
            if (c == '{') {
                flush();
                if (m_groups.size() > mostGroups)
                    return documentError(DocumentFailure::malformed, u"The RTF is nested too deeply."_s);
                m_groups.push_back(m_groups.back());
                m_groups.back().mayBeIgnored = false;
                m_groups.back().isNote = false;
                m_skip = 0;
            } else if (c == '}') {
                endGroup();
            } else if (c == '\\') {
                readControl();
            } else if (c != '\r' && c != '\n' && c != '\0' && !skips()) {
                m_bytes += c;
            }
        }
        flush();
        m_paragraphs.end(group().paragraph);
        m_paragraphs.endTable();
        for (const QString &margin : std::as_const(m_margins)) {
            m_flow.append(margin);
            m_flow.breakParagraph();
        }
        return {};
    }

private:
    Group &group() { return m_groups.back(); }

    void endGroup()
    {
        flush();
        m_skip = 0;
        if (group().destination == Destination::Fonts || group().destination == Destination::Styles)
            endDefinition();
        const Destination ended = group().destination;
        if (group().isNote)
            m_paragraphs.append(u"]");
        if (m_groups.size() == 2) // the document's
            m_paragraphs.end(group().paragraph);
        if (m_groups.size() > 1)
            m_groups.pop_back();
        if (ended == Destination::Margin && group().destination != Destination::Margin)
            endMargin();
    }

    void readControl()
    {
        if (m_at >= m_content.size())
            return;
        const char first = m_content[m_at];
        if (first == '\'') {
            bool isHex = false;
            const uint byte = m_content.mid(m_at + 1, 2).toUInt(&isHex, 16);
            m_at = std::min(m_at + 3, m_content.size());
            if (isHex && !skips())
                m_bytes += static_cast<char>(byte);
            return;
        }
        if (!isAsciiLetter(first)) {
            ++m_at;
            readSymbol(first);
            return;
        }
        const qsizetype begin = m_at;
        while (m_at < m_content.size() && isAsciiLetter(m_content[m_at]) && m_at - begin < longestWord)
            ++m_at;
        const QByteArray word = m_content.mid(begin, m_at - begin);
        const qsizetype number = m_at;
        if (m_at < m_content.size() && m_content[m_at] == '-')
            ++m_at;
        while (m_at < m_content.size() && m_content[m_at] >= '0' && m_content[m_at] <= '9' && m_at - number < 11)
            ++m_at;
        bool hasNumber = false;
        const int value = m_content.mid(number, m_at - number).toInt(&hasNumber);
        if (m_at < m_content.size() && m_content[m_at] == ' ')
            ++m_at;
        if (word == "bin") { // what follows is no text, whatever it looks like
            m_at = std::min<qint64>(m_content.size(), qint64(m_at) + std::max(0, value));
            return;
        }
        if (word == "u") {
            takeUnicode(value);
            return;
        }
        if (skips())
            return;
        flush();
        readWord(word, hasNumber ? std::optional(value) : std::nullopt);
    }

    static bool isAsciiLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

    void takeUnicode(int value)
    {
        flush();
        m_skip = 0;
        append(QChar(static_cast<char16_t>(value & 0xffff)));
        m_skip = group().charactersBesideUnicode;
    }

    /// What stands beside a character in Unicode is for older programs.
    bool skips()
    {
        if (m_skip == 0)
            return false;
        --m_skip;
        return true;
    }

    void readSymbol(char symbol)
    {
        if (symbol == '*') {
            group().mayBeIgnored = true;
            return;
        }
        if (skips())
            return;
        switch (symbol) {
        case '\\':
        case '{':
        case '}':
            m_bytes += symbol;
            break;
        case '~':
            append(u'\u00a0');
            break;
        case '_':
            append(u'-');
            break;
        case '\n':
        case '\r':
            flush();
            readWord("par", {});
            break;
        default: // an optional hyphen, marks of an index
            break;
        }
    }

    void readWord(const QByteArray &word, std::optional<int> value)
    {
        if (readDestination(word) || group().destination == Destination::Nowhere || readFormat(word, value))
            return;
        if (group().destination == Destination::Fonts) {
            if (word == "fcharset")
                m_fontPages[m_defined] = rtfCodePageOf(value.value_or(0));
            else if (word == "cpg")
                m_fontPages[m_defined] = value.value_or(0);
            return;
        }
        readBreak(word);
    }

    /// Groups that hold something else than text of the body.
    bool readDestination(const QByteArray &word)
    {
        static const QSet<QByteArray> nowhere{
            "colortbl", "info", "pict",  "stylesheet", "filetbl",    "revtbl",  "object",     "tc",       "tcn",
            "xe",       "rxe",  "txe",   "template",   "private",    "comment", "nonshppict", "fontfile", "fontemb",
            "keycode",  "sp",   "atnid", "atnauthor",  "annotation", "fldinst", "listtable",  "rsidtbl",  "generator"};
        static const QSet<QByteArray> margins{"header", "headerl", "headerr", "headerf",
                                              "footer", "footerl", "footerr", "footerf"};
        static const QSet<QByteArray> knownThoughOptional{"shpinst", "shptxt"};
        Group &now = group();
        if (now.destination == Destination::Nowhere && word != "result" && word != "shptxt")
            return false;
        if (word == "fonttbl") {
            now.destination = Destination::Fonts;
        } else if (word == "stylesheet") {
            now.destination = Destination::Styles;
        } else if (margins.contains(word)) {
            now.destination = Destination::Margin;
        } else if (word == "footnote") {
            if (now.destination == Destination::Text) {
                m_paragraphs.append(u" [");
                now.isNote = true;
                now.isAside = true;
            }
        } else if (word == "listtext" || word == "pntext") {
            now.isLabel = true;
            now.isAside = true;
        } else if (word == "result" || word == "shptxt") { // what an object or a shape shows
            now.destination = Destination::Text;
        } else if (nowhere.contains(word) || (now.mayBeIgnored && !knownThoughOptional.contains(word))) {
            now.destination = Destination::Nowhere;
        } else {
            return false;
        }
        now.mayBeIgnored = false;
        return true;
    }

    bool readFormat(const QByteArray &word, std::optional<int> value)
    {
        Group &now = group();
        const bool isOn = value.value_or(1) != 0;
        if (word == "ansicpg") {
            m_codePage = value.value_or(rtfWesternPage);
        } else if (word == "mac") {
            m_codePage = 10000;
        } else if (word == "pc") {
            m_codePage = 437;
        } else if (word == "pca") {
            m_codePage = 850;
        } else if (word == "deff") {
            m_groups.front().font = now.font = value.value_or(-1);
        } else if (word == "f") {
            now.font = m_defined = value.value_or(-1);
        } else if (word == "uc") {
            now.charactersBesideUnicode = std::clamp(value.value_or(1), 0, 100);
        } else if (word == "v") {
            now.isHidden = isOn;
        } else if (word == "deleted") {
            now.isDeleted = isOn;
        } else if (word == "plain") {
            now.isHidden = now.isDeleted = now.isBold = now.isUpperCase = false;
            now.font = m_groups.front().font;
        } else if (word == "b") {
            now.isBold = isOn;
        } else if (word == "caps") {
            now.isUpperCase = isOn;
        } else if (word == "pard") {
            now.paragraph = {};
        } else if (word == "qc" || word == "ql" || word == "qr" || word == "qj") {
            now.paragraph.isCentred = word == "qc";
        } else if (word == "s") {
            if (now.destination == Destination::Styles)
                m_defined = value.value_or(0);
            else
                now.paragraph.level = m_styleLevels.value(value.value_or(0));
        } else if (word == "outlinelevel") {
            const int level = value.value_or(mostHeadingLevels) + 1;
            const int used = level >= 1 && level <= mostHeadingLevels ? level : 0;
            if (now.destination == Destination::Styles)
                m_styleLevels[m_defined] = used;
            else
                now.paragraph.level = used;
        } else if (word == "intbl") {
            now.paragraph.isInTable = true;
        } else if (word == "trowd") {
            m_isHeadRow = false;
        } else if (word == "trhdr") {
            m_isHeadRow = true;
        } else {
            return false;
        }
        return true;
    }

    void readBreak(const QByteArray &word)
    {
        static const QHash<QByteArray, QChar> characters{
            {"tab", u'\t'},        {"emdash", u'\u2014'}, {"endash", u'\u2013'},    {"lquote", u'\u2018'},
            {"rquote", u'\u2019'}, {"bullet", u'\u2022'}, {"ldblquote", u'\u201c'}, {"rdblquote", u'\u201d'},
            {"emspace", u' '},     {"enspace", u' '},     {"qmspace", u' '},        {"line", u'\n'},
            {"zwj", u'\u200d'},    {"zwnj", u'\u200c'},   {"ltrmark", u'\u200e'},   {"rtlmark", u'\u200f'},
            {"softline", u' '},    {"zwbo", u'\u200b'}};
        if (const auto character = characters.constFind(word); character != characters.cend()) {
            append(*character);
        } else if (group().destination == Destination::Margin) {
            if (word == "par")
                append(u'\n');
        } else if (word == "par") {
            m_paragraphs.end(group().paragraph);
        } else if (word == "cell" || word == "nestcell") {
            m_paragraphs.endCell();
        } else if (word == "row" || word == "nestrow") {
            m_paragraphs.endRow(word == "nestrow", m_isHeadRow);
        } else if (word == "page" || word == "sect") {
            m_paragraphs.endPart(group().paragraph, word == "page");
        }
    }

    void append(QChar character) { append(QStringView(&character, 1)); }
    void append(QStringView text)
    {
        const Group &now = group();
        if (now.isHidden || now.isDeleted)
            return;
        flush();
        if (now.destination == Destination::Text)
            appendText(text);
        else if (now.destination == Destination::Margin || now.destination == Destination::Fonts
                 || now.destination == Destination::Styles)
            m_aside += text;
    }

    void appendText(QStringView text)
    {
        const Group &now = group();
        if (now.isLabel && text == u"\t")
            text = u" ";
        else if (now.isLabel && m_paragraphs.isAtStart() && isBullet(text))
            text = u"-";
        // A number or a note is set apart by white space, of which what stands in front of it says nothing.
        while (now.isAside && m_paragraphs.isAtStart() && !text.isEmpty() && text.front().isSpace())
            text = text.sliced(1);
        if (!now.isAside)
            m_paragraphs.noteBold(text, now.isBold);
        m_paragraphs.append(now.isUpperCase ? text.toString().toUpper() : text.toString());
    }

    /// Bytes are text once it is known that no more of a character comes.
    void flush()
    {
        if (m_bytes.isEmpty())
            return;
        const QByteArray bytes = std::exchange(m_bytes, {});
        const int page = m_fontPages.value(group().font);
        append(decodedRtf(bytes, page > 0 ? page : m_codePage));
    }

    /// A font or style has been told.
    void endDefinition()
    {
        const QString name = std::exchange(m_aside, {}).simplified();
        if (group().destination != Destination::Styles || m_styleLevels.value(m_defined) > 0)
            return;
        // As it is called in every language, and in Russian.
        for (const QString &heading : {u"heading "_s, u"Заголовок "_s}) {
            if (name.startsWith(heading, Qt::CaseInsensitive))
                m_styleLevels[m_defined] =
                    std::clamp(QStringView(name).sliced(heading.size()).left(1).toInt(), 0, mostHeadingLevels);
        }
    }

    void endMargin()
    {
        const QString text = std::exchange(m_aside, {}).trimmed();
        if (!text.isEmpty() && !m_margins.contains(text) && m_margins.size() < 20)
            m_margins.append(text);
    }

    const QByteArray &m_content;
    TextFlow &m_flow;
    RtfParagraphs m_paragraphs;
    qsizetype m_at = 0;
    std::vector<Group> m_groups;
    int m_codePage = rtfWesternPage;
    QHash<int, int> m_fontPages;
    QHash<int, int> m_styleLevels;
    int m_defined = 0; // the font or style that is being told of
    int m_skip = 0;    // characters that stand beside one in Unicode
    QByteArray m_bytes;
    QString m_aside; // of a header, a footer, a name
    QStringList m_margins;
    bool m_isHeadRow = false;
};

} // namespace

Result<void> readRtf(const QByteArray &content, DocumentSink &sink)
{
    TextFlow flow(sink.limits());
    if (auto read = RtfText(content, flow).read(); !read)
        return read;
    return flow.writeTo(sink);
}

} // namespace Procession
