// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "expectationlistmodel.h"

#include "awaitedtimes.h"
#include "expectation.h"
#include "rowtext.h"

#include <algorithm>
#include <map>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds frame{100};

QString stateText(ExpectationState state)
{
    switch (state) {
    case ExpectationState::New:
        return ExpectationListModel::tr("not heard of yet");
    case ExpectationState::Up:
        return ExpectationListModel::tr("in time");
    case ExpectationState::Started:
        return ExpectationListModel::tr("running");
    case ExpectationState::Late:
        return ExpectationListModel::tr("late");
    case ExpectationState::Down:
        return ExpectationListModel::tr("down");
    case ExpectationState::Paused:
        return ExpectationListModel::tr("paused");
    }
    return {};
}

/// Why it is down or paused.
QString reasonOf(const Expectation &expectation)
{
    if (expectation.pause)
        return shownText(expectation.pause->note);
    QStringList reasons;
    for (const auto *trouble : {&expectation.startTrouble, &expectation.finishTrouble}) {
        if (*trouble)
            reasons.append(shownText((*trouble)->reason));
    }
    return reasons.join('\n'_L1);
}

QString lastRunOf(const Expectation &expectation)
{
    if (!expectation.running.empty() && !expectation.running.back().process.isNull())
        return expectation.running.back().process.toString();
    return expectation.runs.empty() || expectation.runs.back().process.isNull()
        ? QString()
        : expectation.runs.back().process.toString();
}

double timeOrZero(const std::optional<qint64> &ms)
{
    return static_cast<double>(ms.value_or(0));
}

} // namespace

ExpectationListModel::ExpectationListModel(const ProcessSource &source, QObject *parent)
    : QAbstractListModel(parent)
    , m_source(source)
    , m_cursor(source.log(), frame, this)
{
    m_cursor.setWatched(false);
    connect(&m_cursor, &FramedCursor::due, this, &ExpectationListModel::readLog);
    connect(this, &QAbstractItemModel::modelReset, this, &ExpectationListModel::countChanged);
    connect(this, &QAbstractItemModel::rowsInserted, this, &ExpectationListModel::countChanged);
    connect(this, &QAbstractItemModel::rowsRemoved, this, &ExpectationListModel::countChanged);
}

int ExpectationListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ExpectationListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Expectation &expectation = *m_rows[static_cast<size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return expectation.definition.name.toString();
    case WordsRole:
        return AwaitedTimes::words(expectation.definition);
    case StateTextRole:
        return stateText(stateOf(expectation));
    case DownRole:
        return stateOf(expectation) == ExpectationState::Down;
    case LateRole:
        return stateOf(expectation) == ExpectationState::Late;
    case SinceRole:
        return static_cast<double>(expectation.stateSinceMs);
    case NextRole:
        return expectation.pause ? 0.0 : timeOrZero(expectation.dueMs);
    case LastRole:
        return expectation.lastPing ? timeOrZero(expectation.lastPing->atMs) : 0.0;
    case ReasonRole:
        return reasonOf(expectation);
    case RunRole:
        return lastRunOf(expectation);
    case DescriptionRole:
        return shownText(expectation.definition.description);
    default:
        return {};
    }
}

QHash<int, QByteArray> ExpectationListModel::roleNames() const
{
    return {
        {NameRole, "name"},
        {WordsRole, "words"},
        {StateTextRole, "stateText"},
        {DownRole, "down"},
        {LateRole, "late"},
        {SinceRole, "since"},
        {NextRole, "nextAt"},
        {LastRole, "lastAt"},
        {ReasonRole, "reason"},
        {RunRole, "run"},
        {DescriptionRole, "description"},
    };
}

void ExpectationListModel::setShown(bool shown)
{
    if (std::exchange(m_isShown, shown) == shown)
        return;
    m_cursor.setWatched(shown);
    if (shown) {
        reload();
        return;
    }
    beginResetModel();
    m_rows.clear();
    endResetModel();
    countDown();
}

ExpectationListModel::Rows::iterator ExpectationListModel::placeOf(const Text &name)
{
    return std::lower_bound(m_rows.begin(), m_rows.end(), name, [](const ExpectationPtr &row, const Text &wanted) {
        return row->definition.name < wanted;
    });
}

void ExpectationListModel::readLog()
{
    std::map<Text, ExpectationPtr> changed; // only the last state of each counts
    while (true) {
        const EventLog::Batch batch = m_cursor.take();
        if (batch.lost) {
            reload();
            return;
        }
        if (batch.events.empty())
            break;
        for (const Event &event : batch.events) {
            if (event.setting && event.setting->expectation)
                changed[event.setting->expectation->definition.name] = event.setting->expectation;
        }
    }
    for (const auto &[name, expectation] : changed) {
        if (expectation->isRemoved)
            remove(name);
        else
            put(expectation);
    }
    countDown();
}

void ExpectationListModel::reload()
{
    beginResetModel();
    // What comes in between is taken once more, and changes nothing.
    m_cursor.skipToEnd();
    m_rows = m_source.expectations();
    endResetModel();
    countDown();
}

void ExpectationListModel::put(const ExpectationPtr &expectation)
{
    const Text &name = expectation->definition.name;
    const auto place = placeOf(name);
    const auto row = static_cast<int>(place - m_rows.begin());
    if (place == m_rows.end() || (*place)->definition.name != name) {
        beginInsertRows({}, row, row);
        m_rows.insert(place, expectation);
        endInsertRows();
    } else if (*place != expectation && (*place)->seq <= expectation->seq) {
        *place = expectation;
        Q_EMIT dataChanged(index(row), index(row));
    }
}

void ExpectationListModel::remove(const Text &name)
{
    const auto place = placeOf(name);
    if (place == m_rows.end() || (*place)->definition.name != name)
        return;
    const auto row = static_cast<int>(place - m_rows.begin());
    beginRemoveRows({}, row, row);
    m_rows.erase(place);
    endRemoveRows();
}

void ExpectationListModel::countDown()
{
    const auto down = static_cast<int>(std::count_if(m_rows.begin(), m_rows.end(), [](const ExpectationPtr &row) {
        return stateOf(*row) == ExpectationState::Down;
    }));
    if (std::exchange(m_down, down) != down)
        Q_EMIT downChanged();
}

} // namespace Procession
