// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentsearch.h"

#include "rowtext.h"

#include <QFileInfo>
#include <QPointer>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostPassages = 20;

} // namespace

DocumentSearch::DocumentSearch(const ProcessSource &source, Operator &documents, QObject *parent)
    : QObject(parent)
    , m_documents(documents)
    , m_collections(source, documents)
{
}

void DocumentSearch::ask(const QString &question)
{
    m_question = question.trimmed();
    if (m_question.isEmpty())
        return;
    m_isBusy = true;
    m_note.clear();
    close();
    Q_EMIT changed();
    const QJsonObject asked{
        {u"question"_s, m_question}, {u"collections"_s, m_collections.chosen()}, {u"k"_s, mostPassages}};
    m_documents.askDocuments(Operator::AboutDocuments::Question, asked,
                             [asker = QPointer(this), number = ++m_asked](const Result<QJsonObject> &answer) {
                                 if (asker && asker->m_asked == number)
                                     asker->take(answer);
                             });
}

void DocumentSearch::take(const Result<QJsonObject> &answer)
{
    m_isBusy = false;
    m_passages.show(m_question, answer ? (*answer)["passages"_L1].toArray() : QJsonArray(), m_collections.folders());
    if (!answer)
        m_note = shownText(answer.error().message);
    else if (m_passages.count() == 0)
        m_note = tr("Nothing in these documents has to do with it.");
    else if (!(*answer)["found"_L1].toBool(true))
        m_note = tr("No passage fits well; these come nearest.");
    else if (const QString problem = (*answer)["problem"_L1].toString(); !problem.isEmpty())
        m_note = tr("Only words were compared: %1").arg(shownText(problem));
    Q_EMIT changed();
}

void DocumentSearch::open(int row)
{
    const QJsonObject passage = m_passages.at(row);
    if (passage.isEmpty())
        return;
    m_openRow = row;
    m_page = {};
    readPage(passage["page"_L1].toInt());
}

void DocumentSearch::openPrevious()
{
    if (hasPrevious())
        readPage(m_page["previous_page"_L1].toInt());
}

void DocumentSearch::openNext()
{
    if (hasNext())
        readPage(m_page["next_page"_L1].toInt());
}

void DocumentSearch::close()
{
    ++m_pageAsked;
    m_openRow = -1;
    m_page = {};
    m_pageError.clear();
    Q_EMIT pageChanged();
}

void DocumentSearch::readPage(int page)
{
    const QJsonObject passage = m_passages.at(m_openRow);
    const QJsonObject asked{
        {u"collection"_s, passage["collection"_L1]}, {u"file"_s, passage["file"_L1]}, {u"page"_s, page}};
    m_pageError.clear();
    Q_EMIT pageChanged();
    m_documents.askDocuments(Operator::AboutDocuments::Page, asked,
                             [asker = QPointer(this), number = ++m_pageAsked](const Result<QJsonObject> &answer) {
                                 if (!asker || asker->m_pageAsked != number)
                                     return;
                                 asker->m_pageError = answer ? QString() : shownText(answer.error().message);
                                 if (answer)
                                     asker->m_page = (*answer)["page"_L1].toObject();
                                 Q_EMIT asker->pageChanged();
                             });
}

bool DocumentSearch::hasPrevious() const
{
    return m_page["previous_page"_L1].isDouble();
}

bool DocumentSearch::hasNext() const
{
    return m_page["next_page"_L1].isDouble();
}

QString DocumentSearch::pageTitle() const
{
    if (m_openRow < 0)
        return {};
    const QString file = isolated(m_passages.fileAt(m_openRow));
    return m_page.isEmpty()
        ? file
        : tr("%1, page %2 of %3").arg(file).arg(m_page["page"_L1].toInt()).arg(m_page["pages"_L1].toInt());
}

QStringList DocumentSearch::pageTexts() const
{
    QStringList texts;
    for (const QJsonValue &passage : m_page["passages"_L1].toArray())
        texts.append(shownLines(passage["text"_L1].toString()));
    return texts;
}

int DocumentSearch::foundText() const
{
    const QString found = shownLines(m_passages.at(m_openRow)["text"_L1].toString());
    return found.isEmpty() ? -1 : static_cast<int>(pageTexts().indexOf(found));
}

/// In one of the folders that the collection was trained on: a name in an index opens nothing outside of them.
QUrl DocumentSearch::file() const
{
    const QJsonObject passage = m_passages.at(m_openRow);
    if (!m_isLocal || passage.isEmpty())
        return {};
    const QString path = QFileInfo(passage["file"_L1].toString()).canonicalFilePath();
    const QStringList folders = m_collections.folders();
    for (const QString &folder : folders) {
        if (path.isEmpty() || !path.startsWith(QFileInfo(folder).canonicalFilePath() + u'/'))
            continue;
        QUrl url = QUrl::fromLocalFile(path);
        if (passage["format"_L1].toString() == "pdf"_L1)
            url.setFragment(u"page=%1"_s.arg(m_page["page"_L1].toInt(passage["page"_L1].toInt())));
        return url;
    }
    return {};
}

} // namespace Procession
