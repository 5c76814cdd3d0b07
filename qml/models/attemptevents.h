// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>

namespace Procession {

class TimelineModel;

/// The events of one attempt of the selected process, in the order and with the roles of TimelineModel; of a span of time
/// only, where one is chosen.
///
/// Threads: the GUI's. Owner: Dashboard; the timeline must outlive it.
class AttemptEvents : public QSortFilterProxyModel
{
    Q_OBJECT
    Q_PROPERTY(bool spanShown READ isSpanShown NOTIFY spanChanged)
    Q_PROPERTY(double spanFrom READ spanFrom NOTIFY spanChanged)
    Q_PROPERTY(double spanTo READ spanTo NOTIFY spanChanged)

public:
    explicit AttemptEvents(TimelineModel &timeline, QObject *parent = nullptr);

    /// 0 for the events of all attempts. Gives up the span.
    void setAttempt(int number);
    bool isSpanShown() const { return m_to > 0.0; }
    double spanFrom() const { return m_from; }
    double spanTo() const { return m_to; }
    /// Ms since the epoch, both included.
    Q_INVOKABLE void showSpan(double fromMs, double toMs);
    Q_INVOKABLE void clearSpan() { showSpan(0.0, 0.0); }

Q_SIGNALS:
    void spanChanged();

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    int m_attempt = 0;
    double m_from = 0.0;
    double m_to = 0.0;
};

} // namespace Procession
