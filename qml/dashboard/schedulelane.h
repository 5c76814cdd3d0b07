// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schedulemarks.h"
#include "schedulerange.h"

#include <QColor>
#include <QFont>
#include <QPointer>
#include <QQuickPaintedItem>
#include <QtQml/qqmlregistration.h>

namespace Procession {

/// The due times of one schedule on the axis of time, those that were decided in the colours of what became of them; or,
/// without a schedule, the axis itself with its times.
///
/// It is drawn anew only where that shows. Threads: the GUI's. Owner: QML.
class ScheduleLane : public QQuickPaintedItem
{
    Q_OBJECT
    QML_ELEMENT
    /// Null for the axis.
    Q_PROPERTY(Procession::ScheduleListModel *schedules MEMBER m_schedules NOTIFY contentChanged)
    Q_PROPERTY(QString name MEMBER m_name NOTIFY contentChanged)
    /// Of the schedule's row; a new one says that there is something else to show.
    Q_PROPERTY(int revision MEMBER m_revision NOTIFY contentChanged)
    Q_PROPERTY(Procession::ScheduleRange *range READ range WRITE setRange NOTIFY rangeChanged)

    Q_PROPERTY(QFont font MEMBER m_font NOTIFY lookChanged)
    Q_PROPERTY(QColor textColor MEMBER m_text NOTIFY lookChanged)
    Q_PROPERTY(QColor gridColor MEMBER m_grid NOTIFY lookChanged)
    /// Of the time that has passed.
    Q_PROPERTY(QColor pastColor MEMBER m_past NOTIFY lookChanged)
    Q_PROPERTY(QColor nowColor MEMBER m_now NOTIFY lookChanged)
    Q_PROPERTY(QColor focusColor MEMBER m_focus NOTIFY lookChanged)
    /// By ScheduleWords::Mark.
    Q_PROPERTY(QList<QColor> markColors MEMBER m_colors NOTIFY lookChanged)

    /// Whether a mark is pointed at, and what there is to tell of it.
    Q_PROPERTY(bool pointing READ isPointing NOTIFY pointedChanged)
    Q_PROPERTY(double pointedX READ pointedX NOTIFY pointedChanged)
    Q_PROPERTY(QString pointedText READ pointedText NOTIFY pointedChanged)
    /// The process that was started at that time; empty for none.
    Q_PROPERTY(QString pointedRun READ pointedRun NOTIFY pointedChanged)

public:
    explicit ScheduleLane(QQuickItem *parent = nullptr);

    ScheduleRange *range() const { return m_range; }
    void setRange(ScheduleRange *range);

    bool isPointing() const { return pointed() != nullptr; }
    double pointedX() const;
    QString pointedText() const;
    QString pointedRun() const;
    /// The marks that it shows, in order of time.
    const std::vector<ScheduleMark> &marks() const { return m_marks; }

    /// Points at the mark nearest to there, or at none where that is far.
    Q_INVOKABLE void pointAt(double x);
    /// Points at the next mark, or with -1 at the one before. At first at the next one that is due.
    Q_INVOKABLE void pointNext(int direction);
    Q_INVOKABLE void pointNowhere();

    void paint(QPainter *painter) override;

Q_SIGNALS:
    void contentChanged();
    void rangeChanged();
    void lookChanged();
    void pointedChanged();

protected:
    void updatePolish() override;
    void geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry) override;

private:
    const ScheduleMark *pointed() const;
    void point(const ScheduleMark *mark);
    void follow();
    void readMarks();
    double xOf(double ms) const;
    QRectF rectOf(const ScheduleMark &mark) const;
    void paintAxis(QPainter &painter) const;
    void paintGround(QPainter &painter) const;
    void paintMark(QPainter &painter, const ScheduleMark &mark) const;

    ScheduleListModel *m_schedules = nullptr;
    QPointer<ScheduleRange> m_range;
    QString m_name;
    int m_revision = 0;
    QFont m_font;
    QColor m_text = Qt::black;
    QColor m_grid = Qt::lightGray;
    QColor m_past = Qt::transparent;
    QColor m_now = Qt::blue;
    QColor m_focus = Qt::blue;
    QList<QColor> m_colors;

    ScheduleSlots m_slots;
    std::vector<ScheduleMark> m_marks;
    std::vector<ScheduleMark> m_due;
    // That of m_due: a schedule that often runs needs not ask its rule anew for what hasn't changed.
    struct DueOf
    {
        QString name{};
        ScheduleSlots cells{};
        qint64 cursorMs = 0;
        qint64 updatedAt = 0;
        bool isPaused = false;
        friend bool operator==(const DueOf &a, const DueOf &b) = default;
    };
    std::optional<DueOf> m_dueOf;
    double m_paintedBegin = 0.0;
    qint64 m_pointed = -1; // the time of the mark; -1 for none
};

} // namespace Procession
