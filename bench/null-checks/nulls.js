// Millions of accesses that may go through nothing, which the engine turns into traps or checks.
const nodes = [];
for (let i = 0; i < 1024; i++)
    nodes.push(i % 7 === 3 ? null : { value: i, next: i % 3 === 1 ? undefined : { value: i } });
let total = 0, caught = 0;
for (let i = 0; i < 300000; i++) {
    try {
        total += nodes[(i * 31) & 1023].next.value;
    } catch {
        caught++;
    }
}
console.log(total, caught);
