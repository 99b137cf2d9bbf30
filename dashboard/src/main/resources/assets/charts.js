// Draws the figures of one run, or of two over each other, with Chart.js.
'use strict';

(() => {
  const section = document.getElementById('curves');
  if (!section || !window.Chart) return;
  const charts = new Map();
  let marked = null;

  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const palette = () => [0, 1, 2, 3, 4, 5, 6, 7].map(i => colour('--c' + i));

  // The step under the pointer, on every figure.
  const marker = {
    id: 'marker',
    afterDraw(chart) {
      if (marked === null || !chart.scales.x) return;
      const x = chart.scales.x.getPixelForValue(marked);
      if (x < chart.chartArea.left || x > chart.chartArea.right) return;
      const context = chart.ctx;
      context.save();
      context.strokeStyle = colour('--quiet');
      context.setLineDash([3, 3]);
      context.beginPath();
      context.moveTo(x, chart.chartArea.top);
      context.lineTo(x, chart.chartArea.bottom);
      context.stroke();
      context.restore();
    },
    afterEvent(chart, args) {
      const event = args.event;
      const now = event.type === 'mouseout' ? null : stepAt(chart, event);
      if (now !== marked) {
        marked = now;
        charts.forEach(other => other.draw());
      }
    }
  };

  const stepAt = (chart, event) => {
    const points = chart.getElementsAtEventForMode(event.native ?? event, 'nearest', { axis: 'x', intersect: false }, true);
    if (!points.length) return null;
    return chart.data.datasets[points[0].datasetIndex].data[points[0].index].x;
  };

  const datasets = (runs, id) => {
    const colours = palette();
    const names = [...new Set(runs.flatMap(run => (run.figures[id] ?? []).map(line => line.name)))];
    return runs.flatMap((run, which) => (run.figures[id] ?? []).map(line => ({
      label: runs.length > 1 ? run.run + ': ' + line.name : line.name,
      data: line.x.map((x, i) => ({ x, y: line.y[i] })),
      borderColor: colours[names.indexOf(line.name) % colours.length],
      backgroundColor: colours[names.indexOf(line.name) % colours.length],
      borderDash: which ? [6, 4] : [],
      borderWidth: 1.6,
      pointRadius: line.x.length < 2 || line.name.startsWith('evaluation') ? 3 : 0,
      pointHoverRadius: 4,
      tension: 0
    })));
  };

  const options = () => ({
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    interaction: { mode: 'index', axis: 'x', intersect: false },
    onClick: (event, _, chart) => {
      const step = stepAt(chart, event);
      if (step > 0 && section.dataset.steps) location.href = section.dataset.steps + step;
    },
    scales: {
      x: { type: 'linear', ticks: { color: colour('--quiet'), precision: 0, maxTicksLimit: 8 }, grid: { color: colour('--line') } },
      y: { ticks: { color: colour('--quiet'), maxTicksLimit: 6 }, grid: { color: colour('--line') } }
    },
    plugins: {
      legend: { position: 'bottom', labels: { color: colour('--text'), boxWidth: 12, boxHeight: 2, font: { size: 11 } } },
      tooltip: { callbacks: { title: items => 'step ' + items[0].parsed.x } }
    }
  });

  const draw = runs => {
    for (const figure of section.querySelectorAll('figure')) {
      const id = figure.dataset.figure;
      const data = datasets(runs, id);
      const canvas = figure.querySelector('canvas');
      canvas.hidden = data.length === 0;
      figure.querySelector('.empty').hidden = data.length > 0;
      let chart = charts.get(id);
      if (chart) {
        const hidden = chart.data.datasets.filter((_, i) => !chart.isDatasetVisible(i)).map(set => set.label);
        chart.data.datasets = data.map(set => ({ ...set, hidden: hidden.includes(set.label) }));
        chart.options = options();
        chart.update('none');
      } else if (data.length) {
        chart = new Chart(canvas, { type: 'line', data: { datasets: data }, options: options(), plugins: [marker] });
        charts.set(id, chart);
      }
      const last = data.filter(set => set.data.length).map(set => set.label + ' ' + set.data.at(-1).y).join(', ');
      canvas.setAttribute('aria-label', figure.querySelector('h3').textContent + (last ? ', newest: ' + last : ''));
    }
    section.dataset.drawn = runs.map(run => run.steps).join(' ');
    performance.mark('curves'); // when they were there: grpo bench dashboard reads it
  };

  const tell = words => document.dispatchEvent(new CustomEvent('trouble', { detail: { about: 'curves', words } }));
  let runs = [];
  let retry = 0;
  const load = async () => {
    clearTimeout(retry);
    try {
      const sources = [section.dataset.first, section.dataset.second].filter(Boolean);
      runs = await Promise.all(sources.map(async source => {
        const answer = await fetch(source);
        if (!answer.ok) throw new Error(source + ': status ' + answer.status);
        return answer.json();
      }));
      draw(runs);
      tell(null);
    } catch (failure) {
      tell('The curves could not be renewed (' + failure.message + '). It is tried again.');
      retry = setTimeout(load, 5000);
    }
  };
  document.addEventListener('news', load);
  document.addEventListener('theme', () => draw(runs));
  load();
})();
