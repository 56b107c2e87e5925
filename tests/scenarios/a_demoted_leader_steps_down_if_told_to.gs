# A leader that becomes a learner has no vote either: with step-down-on-removal it gives up (etcd StepDownOnRemoval).
cluster 1 2 3 step-down-on-removal
(campaign 1)
(settle)
change 1 learner=1
settle
status 1
---
change 1 learner=1
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  * of n2 replicate 1/3 1 in flight told 1 heard
  * of n3 replicate 1/3 1 in flight told 1 heard
  → n2: term 1: append after 1@1: 2@1 change learner n1; commit 1
  → n3: term 1: append after 1@1: 2@1 change learner n1; commit 1
n1 writes 2@1 change learner n1
  * stored 1 → 2
n2 ← n1: term 1: append after 1@1: 2@1 change learner n1; commit 1
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  → n1 once stored: term 1: accepted up to 2
n3 ← n1: term 1: append after 1@1: 2@1 change learner n1; commit 1
  appends 2@1
  * log 1 to 1@1 → 1 to 2@1
  → n1 once stored: term 1: accepted up to 2
n2 writes 2@1 change learner n1
  → n1: term 1: accepted up to 2
  * stored 1 → 2
n3 writes 2@1 change learner n1
  → n1: term 1: accepted up to 2
  * stored 1 → 2
n1 ← n2: term 1: accepted up to 2
  * commit 1 → 2
  * of n2 replicate 2/3 told 2 heard
  * of n3 replicate 1/3 1 in flight told 2 heard
  → n2: term 1: append after 2@1: nothing; commit 2
  → n3: term 1: append after 2@1: nothing; commit 2
n1 ← n3: term 1: accepted up to 2
  * of n3 replicate 2/3 told 2 heard
n1 writes term 1, vote n1, commit 2 (no sync)
n1 applies 2@1 change learner n1
  gives up: it was removed
  * role leader → follower, leader n1 → nobody, applied 1 → 2, members voters n1 n2 n3 → voters n2 n3, learners n1
n2 ← n1: term 1: append after 2@1: nothing; commit 2
  * commit 1 → 2
  → n1 once stored: term 1: accepted up to 2
n3 ← n1: term 1: append after 2@1: nothing; commit 2
  * commit 1 → 2
  → n1 once stored: term 1: accepted up to 2
n2 writes term 1, vote n1, commit 2 (no sync)
  → n1: term 1: accepted up to 2
n2 applies 2@1 change learner n1
  * applied 1 → 2, members voters n1 n2 n3 → voters n2 n3, learners n1
n3 writes term 1, vote n1, commit 2 (no sync)
  → n1: term 1: accepted up to 2
n3 applies 2@1 change learner n1
  * applied 1 → 2, members voters n1 n2 n3 → voters n2 n3, learners n1
n1 ← n2: term 1: accepted up to 2
n1 ← n3: term 1: accepted up to 2
n1: role follower, term 1, vote n1, leader nobody, timer from 0.000000s, log 1 to 2@1, stored 2, commit 2, applied 2, members voters n2 n3, learners n1
