// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "collectionlistmodel.h"

#include "processsource.h"
#include "rowtext.h"

#include <QLocale>
#include <QPointer>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds frame{200};

QString detailsOf(const QJsonObject &collection)
{
    const auto number = [&collection](QLatin1StringView key) {
        return QLocale().toString(collection[key].toInteger());
    };
    QString details = CollectionListModel::tr("%1 files, %2 passages").arg(number("files"_L1), number("passages"_L1));
    if (collection["failed"_L1].toInteger() > 0)
        details = CollectionListModel::tr("%1, %2 unread").arg(details, number("failed"_L1));
    return details;
}

QString problemOf(const QJsonObject &collection)
{
    if (collection["training"_L1].isObject())
        return CollectionListModel::tr("It is being trained");
    return shownText(collection["problem"_L1].toString());
}

} // namespace

CollectionListModel::CollectionListModel(const ProcessSource &source, Operator &documents, QObject *parent)
    : QAbstractListModel(parent)
    , m_documents(documents)
    , m_cursor(source.log(), frame, this)
{
    m_cursor.setWatched(false);
    connect(&m_cursor, &FramedCursor::due, this, &CollectionListModel::follow);
}

int CollectionListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant CollectionListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const QJsonObject collection = m_rows[index.row()].toObject();
    const QString name = collection["name"_L1].toString();
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return shownText(name);
    case DetailsRole:
        return detailsOf(collection);
    case ProblemRole:
        return problemOf(collection);
    case ChosenRole:
        return !m_left.contains(name);
    default:
        return {};
    }
}

QHash<int, QByteArray> CollectionListModel::roleNames() const
{
    return {{NameRole, "name"}, {DetailsRole, "details"}, {ProblemRole, "problem"}, {ChosenRole, "chosen"}};
}

void CollectionListModel::setShown(bool shown)
{
    m_cursor.setWatched(shown);
    if (!shown)
        return;
    m_cursor.skipToEnd(); // what nobody looked at is read now
    reload();
}

/// A training that begins or ends makes them others; a deletion makes no event, and is seen at the next look.
void CollectionListModel::follow()
{
    const bool isOther = m_cursor.takeAll([](const Event &event) {
        return event.process && (*event.process)->type == ProcessType::ragTraining()
            && (!event.before || (*event.before)->status != (*event.process)->status);
    });
    if (isOther)
        reload();
}

void CollectionListModel::reload()
{
    if (std::exchange(m_isLoading, true)) {
        m_isStale = true;
        return;
    }
    Q_EMIT stateChanged();
    m_documents.askDocuments(Operator::AboutDocuments::Collections, {},
                             [asker = QPointer(this)](const Result<QJsonObject> &answer) {
                                 if (asker)
                                     asker->take(answer);
                             });
}

void CollectionListModel::take(const Result<QJsonObject> &answer)
{
    m_isLoading = false;
    m_error = answer ? QString() : shownText(answer.error().message);
    if (answer && (*answer)["collections"_L1].toArray() != m_rows) {
        beginResetModel();
        m_rows = (*answer)["collections"_L1].toArray();
        endResetModel();
    }
    Q_EMIT stateChanged();
    if (std::exchange(m_isStale, false))
        reload();
}

void CollectionListModel::toggle(int row)
{
    if (row < 0 || row >= rowCount())
        return;
    const QString name = m_rows[row].toObject()["name"_L1].toString();
    if (!m_left.remove(name) && chosen().size() > 1)
        m_left.insert(name);
    Q_EMIT dataChanged(index(row), index(row), {ChosenRole});
}

QJsonArray CollectionListModel::chosen() const
{
    QJsonArray names;
    for (const QJsonValue &row : m_rows) {
        if (const QString name = row["name"_L1].toString(); !m_left.contains(name) && row["problem"_L1].isNull())
            names.append(name);
    }
    return names;
}

QStringList CollectionListModel::folders() const
{
    QStringList folders;
    for (const QJsonValue &row : m_rows) {
        for (const QJsonValue &folder : row["folders"_L1].toArray())
            folders.append(folder.toString());
    }
    return folders;
}

} // namespace Procession
