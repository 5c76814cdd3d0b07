// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "passagelistmodel.h"

#include "rowtext.h"

#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype shortWord = 4;  // shorter ones are marked as they are
constexpr qsizetype longestEnd = 2; // of a word, which its other forms change
constexpr qsizetype mostWords = 50;

const QRegularExpression &wordPattern()
{
    static const QRegularExpression pattern(uR"([\p{L}\p{N}]+(?:[.][\p{N}]+)*)"_s,
                                            QRegularExpression::UseUnicodePropertiesOption);
    return pattern;
}

QString folded(const QString &word)
{
    return word.toLower().replace(u'ё', u'е');
}

QString placeOf(const QJsonObject &passage)
{
    QStringList parts{PassageListModel::tr("page %1").arg(passage["page"_L1].toInt())};
    for (const QString &part : {passage["clause"_L1].toString(), passage["heading"_L1].toString()}) {
        if (!part.isEmpty())
            parts.append(isolated(shownText(part)));
    }
    return parts.join(u" · "_s);
}

} // namespace

int PassageListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant PassageListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const QJsonObject passage = m_rows[index.row()].toObject();
    switch (role) {
    case Qt::DisplayRole:
    case FileRole:
        return fileAt(index.row());
    case PlaceRole:
        return placeOf(passage);
    case TextRole:
        return excerpt(shownLines(passage["text"_L1].toString()));
    case NoteRole:
        return passage.contains("confidence"_L1)
            ? tr("recognised in an image, %1 % sure").arg(passage["confidence"_L1].toInt())
            : QString();
    default:
        return {};
    }
}

QHash<int, QByteArray> PassageListModel::roleNames() const
{
    return {{FileRole, "file"}, {PlaceRole, "place"}, {TextRole, "passage"}, {NoteRole, "note"}};
}

QString PassageListModel::fileAt(int row) const
{
    const QString path = at(row)["file"_L1].toString();
    const auto folder = std::find_if(m_folders.cbegin(), m_folders.cend(),
                                     [&path](const QString &one) { return path.startsWith(one + u'/'); });
    return shownText(folder == m_folders.cend() ? path : path.sliced(folder->size() + 1));
}

void PassageListModel::show(const QString &question, const QJsonArray &passages, const QStringList &folders)
{
    beginResetModel();
    m_rows = passages;
    m_folders = folders;
    m_words.clear();
    for (auto match = wordPattern().globalMatch(question); match.hasNext() && m_words.size() < mostWords;) {
        const QString word = folded(match.next().captured());
        m_words.append(word.size() > shortWord ? word.chopped(std::min(longestEnd, word.size() - shortWord)) : word);
    }
    endResetModel();
    Q_EMIT countChanged();
}

QJsonObject PassageListModel::at(int row) const
{
    return row >= 0 && row < rowCount() ? m_rows[row].toObject() : QJsonObject();
}

QString PassageListModel::excerpt(const QString &text) const
{
    const QStringList paragraphs = text.split(u"\n\n"_s);
    qsizetype best = 0;
    int most = 0;
    for (qsizetype i = 0; i < paragraphs.size(); ++i) {
        int marks = 0;
        std::ignore = marked(paragraphs[i], &marks);
        if (marks > most) {
            most = marks;
            best = i;
        }
    }
    return (best > 0 ? u"… "_s : QString()) + marked(paragraphs.mid(best).join(u"\n\n"_s));
}

/// All of the document's own characters are escaped; the marks are the only markup.
QString PassageListModel::marked(const QString &text, int *marks) const
{
    QString result;
    qsizetype at = 0;
    const auto escaped = [](const QString &part) { return part.toHtmlEscaped().replace(u'\n', u"<br>"_s); };
    for (auto match = wordPattern().globalMatch(text); match.hasNext();) {
        const QRegularExpressionMatch word = match.next();
        const QString form = folded(word.captured());
        const bool isAsked = std::any_of(m_words.cbegin(), m_words.cend(), [&form](const QString &asked) {
            return asked.size() < shortWord ? form == asked : form.startsWith(asked) && form.size() <= asked.size() + 5;
        });
        if (!isAsked)
            continue;
        result += escaped(text.sliced(at, word.capturedStart() - at)) + u"<b>"_s + escaped(word.captured()) + u"</b>"_s;
        at = word.capturedEnd();
        if (marks)
            ++*marks;
    }
    return result + escaped(text.sliced(at));
}

} // namespace Procession
