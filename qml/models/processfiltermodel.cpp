// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processfiltermodel.h"

#include "rowtext.h"

#include <QElapsedTimer>
#include <QLocale>

#include <algorithm>

namespace Procession {

namespace {

constexpr int tickMs = 1000;
constexpr int countingMs = 200;

/// The C locale compares bytes, and knows no numbers within a name.
QLocale collating(const QLocale &locale)
{
    return locale.language() == QLocale::C ? QLocale(QLocale::English) : locale;
}

} // namespace

ProcessFilterModel::ProcessFilterModel(ProcessListModel &source, const Clock &clock, const QLocale &locale,
                                       QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_source(source)
    , m_clock(clock)
    , m_collator(collating(locale))
    , m_now(clock.wallMs())
    , m_tick(this)
    , m_counting(this)
    , m_ends(source, clock)
{
    m_collator.setNumericMode(true);
    m_collator.setCaseSensitivity(Qt::CaseInsensitive);
    setSourceModel(&source);
    setSortRole(ProcessListModel::CreatedRole);
    sort(0, Qt::DescendingOrder);
    connect(this, &QAbstractItemModel::rowsInserted, this, &ProcessFilterModel::tellCount);
    connect(this, &QAbstractItemModel::rowsRemoved, this, &ProcessFilterModel::tellCount);
    m_tick.setInterval(tickMs);
    connect(&m_tick, &QTimer::timeout, this, &ProcessFilterModel::followClock);
    m_counting.setSingleShot(true);
    m_counting.setInterval(countingMs);
    connect(&m_counting, &QTimer::timeout, this, &ProcessFilterModel::countArrivals);
    connect(&source, &ProcessListModel::useTold, this, &ProcessFilterModel::useToldChanged);
    connect(&m_ends, &ExpectedEnds::changed, this, [this] {
        if (sortRole() == ProcessListModel::LeftRole && !m_isHeld)
            orderAnew();
    });
    connect(&source, &ProcessListModel::merged, this, [this] {
        if (m_isHeld && !m_counting.isActive())
            m_counting.start();
    });
}

void ProcessFilterModel::setType(const QString &type)
{
    if (m_type == type)
        return;
    m_type = type;
    m_onlyType = ProcessType::fromString(type);
    applyFilter();
}

void ProcessFilterModel::setStatus(StatusText::Status status)
{
    if (m_status == status)
        return;
    m_status = status;
    applyFilter();
}

void ProcessFilterModel::setSearchText(const QString &text)
{
    if (m_search.text() == text)
        return;
    m_search.setText(text);
    applyFilter();
}

void ProcessFilterModel::clearFilter()
{
    m_search.setText({});
    m_type.clear();
    m_onlyType.reset();
    m_status = StatusText::All;
    applyFilter();
}

/// What the user asks for happens also while it is held.
void ProcessFilterModel::applyFilter()
{
    if (m_isHeld)
        letIn();
    else
        filterAnew();
    Q_EMIT filterChanged();
}

void ProcessFilterModel::filterAnew()
{
    m_isFiltering = true;
    invalidateFilter();
    m_isFiltering = false;
    tellCount();
}

void ProcessFilterModel::tellCount()
{
    if (!m_isFiltering)
        Q_EMIT countChanged();
}

void ProcessFilterModel::orderBy(int role)
{
    const bool downwards = role == ProcessListModel::CreatedRole || role == ProcessListModel::UpdatedRole
        || role == ProcessListModel::ElapsedRole || role == ProcessListModel::MemoryPeakRole
        || role == ProcessListModel::CpuTimeRole;
    const Qt::SortOrder first = downwards ? Qt::DescendingOrder : Qt::AscendingOrder;
    const Qt::SortOrder second = downwards ? Qt::AscendingOrder : Qt::DescendingOrder;
    setOrder(role, role == sortRole() && sortOrder() == first ? second : first);
}

void ProcessFilterModel::orderByAge()
{
    setOrder(ProcessListModel::CreatedRole, Qt::DescendingOrder);
}

void ProcessFilterModel::setOrder(int role, Qt::SortOrder order)
{
    m_now = m_clock.wallMs();
    setSortRole(role);
    sort(0, order);
    if (m_isHeld)
        letIn();
    m_isLong = false;
    if (followsTime())
        m_tick.start();
    else
        m_tick.stop();
    if (role == ProcessListModel::LeftRole)
        m_ends.refresh();
    if (role != ProcessListModel::NameRole)
        m_nameKeys.clear();
    Q_EMIT orderChanged();
}

QString ProcessFilterModel::orderText() const
{
    switch (sortRole()) {
    case ProcessListModel::StatusRole:
        return isDescending() ? tr("By status, downwards") : tr("By status");
    case ProcessListModel::NameRole:
        return isDescending() ? tr("By name, Z to A") : tr("By name, A to Z");
    case ProcessListModel::TypeRole:
        return isDescending() ? tr("By type, Z to A") : tr("By type, A to Z");
    case ProcessListModel::ProgressRole:
        return isDescending() ? tr("Most progress first") : tr("Least progress first");
    case ProcessListModel::ElapsedRole:
        return isDescending() ? tr("Longest first") : tr("Shortest first");
    case ProcessListModel::LeftRole:
        return isDescending() ? tr("Most time left first") : tr("Least time left first");
    case ProcessListModel::MemoryPeakRole:
        return isDescending() ? tr("Most memory first") : tr("Least memory first");
    case ProcessListModel::CpuTimeRole:
        return isDescending() ? tr("Most processor time first") : tr("Least processor time first");
    case ProcessListModel::IdRole:
        return isDescending() ? tr("By id, Z to A") : tr("By id, A to Z");
    case ProcessListModel::UpdatedRole:
        return isDescending() ? tr("Last reported first") : tr("Longest without a report first");
    case ProcessListModel::AttemptRole:
        return isDescending() ? tr("Most attempts first") : tr("Fewest attempts first");
    default:
        return isDescending() ? tr("Newest first") : tr("Oldest first");
    }
}

void ProcessFilterModel::setHeld(bool held)
{
    if (m_isHeld == held)
        return;
    if (held)
        hold();
    else
        release();
    Q_EMIT heldChanged();
}

void ProcessFilterModel::letIn()
{
    if (!m_isHeld)
        return;
    release();
    hold();
}

void ProcessFilterModel::hold()
{
    m_isHeld = true;
    setDynamicSortFilter(false);
}

void ProcessFilterModel::release()
{
    m_isHeld = false;
    m_counting.stop();
    m_now = m_clock.wallMs();
    setDynamicSortFilter(true); // orders anew what moved
    filterAnew();
    if (std::exchange(m_arrivals, 0) != 0)
        Q_EMIT arrivalsChanged();
}

void ProcessFilterModel::countArrivals()
{
    int arrivals = 0;
    for (int row = 0; row < m_source.rowCount(); ++row) {
        if (accepts(**m_source.processAt(row)) && !mapFromSource(m_source.index(row)).isValid())
            ++arrivals;
    }
    if (std::exchange(m_arrivals, arrivals) != arrivals)
        Q_EMIT arrivalsChanged();
}

bool ProcessFilterModel::followsTime() const
{
    return sortRole() == ProcessListModel::ElapsedRole || sortRole() == ProcessListModel::LeftRole;
}

void ProcessFilterModel::followClock()
{
    if (m_isHeld || m_isLong || !followsTime())
        return;
    if (sortRole() == ProcessListModel::LeftRole) {
        m_ends.refresh(); // orderAnew() follows
        return;
    }
    m_now = m_clock.wallMs();
    orderAnew();
}

/// Where the rows aren't in order any more.
void ProcessFilterModel::orderAnew()
{
    constexpr qint64 longest = 30; // ms
    QElapsedTimer timer;
    timer.start();
    const auto before = [this](int row, int next) {
        const Process &a = **m_source.processAt(mapToSource(index(row, 0)).row());
        const Process &b = **m_source.processAt(mapToSource(index(next, 0)).row());
        return isDescending() ? isLess(b, a) : isLess(a, b);
    };
    for (int row = 1; row < rowCount(); ++row) {
        if (!before(row - 1, row)) {
            setDynamicSortFilter(false);
            setDynamicSortFilter(true); // orders anew
            break;
        }
    }
    m_isLong = timer.elapsed() > longest;
}

ProcessFilterModel::StateCounts ProcessFilterModel::stateCounts() const
{
    StateCounts counts{};
    for (int row = 0; row < m_source.rowCount(); ++row) {
        const Process &process = **m_source.processAt(row);
        if (isOfType(process) && m_search.finds(process))
            ++counts[StatusText::of(process)];
    }
    return counts;
}

QString ProcessFilterModel::idAt(int row) const
{
    return index(row, 0).data(ProcessListModel::IdRole).toString();
}

int ProcessFilterModel::rowOf(const QString &processId) const
{
    const auto id = ProcessId::fromString(processId);
    const int row = id ? m_source.rowOf(*id) : -1;
    return row < 0 ? -1 : mapFromSource(m_source.index(row)).row();
}

bool ProcessFilterModel::accepts(const Process &process) const
{
    return isOfType(process) && (m_status == StatusText::All || m_status == StatusText::of(process))
        && m_search.finds(process);
}

bool ProcessFilterModel::filterAcceptsRow(int sourceRow, const QModelIndex &) const
{
    // While it is held, only rows that are new are asked about.
    return !m_isHeld && accepts(**m_source.processAt(sourceRow));
}

std::optional<qint64> ProcessFilterModel::elapsed(const Process &process) const
{
    if (!process.startedAt)
        return {};
    return std::max<qint64>(0, process.completedAt.value_or(m_now) - *process.startedAt);
}

/// What rows are ordered by that not every process has.
std::optional<qint64> ProcessFilterModel::measure(const Process &process) const
{
    const auto told = [](const CompactOptional<qint64> &value) {
        return value ? std::optional<qint64>(*value) : std::nullopt;
    };
    if (sortRole() == ProcessListModel::ElapsedRole)
        return elapsed(process);
    if (sortRole() == ProcessListModel::LeftRole)
        return m_ends.of(process);
    const Resources *use = resourcesOf(process);
    if (!use)
        return std::nullopt;
    return told(sortRole() == ProcessListModel::MemoryPeakRole ? use->memoryPeak : use->cpuTimeMs);
}

const QCollatorSortKey &ProcessFilterModel::nameKey(const Text &name) const
{
    const auto known = m_nameKeys.constFind(name);
    if (known != m_nameKeys.constEnd())
        return *known;
    if (m_nameKeys.size() > 2 * m_source.rowCount() + 1000)
        m_nameKeys.clear(); // most are names of processes that are gone
    return *m_nameKeys.insert(name, m_collator.sortKey(name));
}

bool ProcessFilterModel::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    return isLess(**m_source.processAt(left.row()), **m_source.processAt(right.row()));
}

bool ProcessFilterModel::isLess(const Process &a, const Process &b) const
{
    // Rows that are equal in what they are ordered by keep the order of their age.
    const auto byAge = [&a, &b] { return a.createdSeq < b.createdSeq; };
    switch (sortRole()) {
    case ProcessListModel::StatusRole:
        return a.status != b.status ? a.status < b.status : byAge();
    case ProcessListModel::ProgressRole:
        return a.progress != b.progress ? a.progress.value_or(-1.0) < b.progress.value_or(-1.0) : byAge();
    case ProcessListModel::NameRole: {
        const QCollatorSortKey key = nameKey(a.name); // the hash may move with the next one
        const int order = key.compare(nameKey(b.name));
        return order != 0 ? order < 0 : byAge();
    }
    case ProcessListModel::TypeRole:
        return a.type == b.type ? byAge() : a.type < b.type;
    case ProcessListModel::AttemptRole:
        return a.attempt != b.attempt ? a.attempt < b.attempt : byAge();
    case ProcessListModel::IdRole:
        return a.id < b.id;
    case ProcessListModel::UpdatedRole:
        return a.updatedAt != b.updatedAt ? a.updatedAt < b.updatedAt : byAge();
    case ProcessListModel::ElapsedRole:
    case ProcessListModel::LeftRole:
    case ProcessListModel::MemoryPeakRole:
    case ProcessListModel::CpuTimeRole: {
        const std::optional<qint64> ofA = measure(a);
        const std::optional<qint64> ofB = measure(b);
        if (ofA.has_value() != ofB.has_value())
            return isDescending() ? ofB.has_value() : ofA.has_value(); // where it isn't known, it comes last either way
        return ofA != ofB ? ofA < ofB : byAge();
    }
    default:
        return byAge();
    }
}

} // namespace Procession
